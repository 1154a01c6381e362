"""docs/dba-guide.md names every function and view a DBA has, and none that is not there."""

import re

import psycopg

from harness import ROOT

GUIDE = (ROOT / "docs/dba-guide.md").read_text(encoding="utf-8")


def existing(admin: psycopg.Connection) -> set[str]:
    statement = """
        SELECT p.oid::regproc::text AS name FROM pg_proc p
         WHERE p.pronamespace::regnamespace::text IN ('admin', 'rotina')
        UNION
        SELECT c.oid::regclass::text FROM pg_class c
         WHERE c.relnamespace::regnamespace::text IN ('admin', 'bi') AND c.relkind IN ('v', 'm')
    """
    return {row["name"] for row in admin.execute(statement)}


def test_the_guide_names_everything(admin: psycopg.Connection) -> None:
    names = existing(admin)
    assert len(names) > 25
    missing = sorted(name for name in names if not re.search(rf"\b{re.escape(name)}\b", guide_names()))
    assert not missing, f"docs/dba-guide.md says nothing of {missing}: what it is for, and its output"


def test_the_guide_names_nothing_that_is_gone(admin: psycopg.Connection) -> None:
    named = set(re.findall(r"\b(?:admin|rotina)\.\w+", GUIDE))
    # `admin.*` stands for the schema, `admin.vw_*` for its views.
    gone = sorted(name for name in named - existing(admin) if name not in ("admin.vw_",))
    assert len(named) > 20 and not gone


def guide_names() -> str:
    """The text, with the views of schema bi as their readers write them: without the schema."""
    return re.sub(r"(?<![.\w])(vw_omni8_)", r"bi.\1", GUIDE)
