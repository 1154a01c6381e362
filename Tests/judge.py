"""What an answer must look like: problems by RFC 9457 and the house, everything else by the server's own OpenAPI."""

import copy
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlsplit

import httpx
import psycopg
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

# Words no Portuguese sentence of some length does without.
_PORTUGUESE = re.compile(
    r"\b(a|o|e|de|do|da|em|no|na|um|uma|não|para|com|que|este|esta|seu|sua|ou|use)\b", re.IGNORECASE
)
_IDENTIFIER = re.compile(r"[0-9a-f]{32}")


def assert_problem(answer, status: int, code: str) -> dict:
    """Checks an error in every respect and returns its document. `answer` is of httpx or of RawConnection."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["codigo"] == code, problem
    assert problem["type"] == f"urn:flowt:erro:{code}"
    assert problem["status"] == status
    for member in ("title", "detail"):
        assert problem[member] == problem[member].strip() != ""
    assert _PORTUGUESE.search(problem["detail"]), problem["detail"]
    # The title of one code under another misleads whoever reads it.
    assert (problem["title"] == "Valor complexo demais") == (code == "valor_complexo_demais"), problem
    assert _IDENTIFIER.fullmatch(problem["requisicao"])
    assert problem["requisicao"] == answer.headers["x-request-id"]
    if status == 401:
        assert answer.headers["www-authenticate"] == "Bearer"
    if status in (429, 503):
        assert int(answer.headers["retry-after"]) >= 1
    return problem


def is_busy(answer) -> bool:
    """Refused as a whole, for a machine with other work takes longer than the gateway waits."""
    is_problem = answer.headers.get("content-type", "").startswith("application/problem+json")
    return is_problem and answer.json()["codigo"] in ("sobrecarregado", "demorou_demais")


def answered(ask: Callable[[], httpx.Response], seconds: float = 150) -> httpx.Response:
    """Who is refused for there is too much to do comes again, as good clients do."""
    deadline = time.monotonic() + seconds
    while is_busy(answer := ask()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return answer


def assert_wrong_fields(answer, *names: str) -> dict:
    """A 422 that names exactly these fields, each with a sentence."""
    problem = assert_problem(answer, 422, "corpo_invalido")
    assert sorted(error["campo"] for error in problem["erros"]) == sorted(names)
    for error in problem["erros"]:
        assert error["codigo"] and _PORTUGUESE.search(error["mensagem"]), error
    return problem


def content_of(connection: psycopg.Connection) -> dict[str, tuple]:
    """Number of rows and digest of each table."""
    tables = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'flowt'::regnamespace AND relkind = 'r' ORDER BY relname"
    ).fetchall()
    statement = " UNION ALL ".join(
        f"SELECT '{row['relname']}' AS name, count(*) AS rows, sum(hashtextextended(t::text, 0)::numeric) AS digest"
        f" FROM flowt.{row['relname']} AS t"
        for row in tables
    )
    return {row["name"]: (row["rows"], row["digest"]) for row in connection.execute(statement).fetchall()}


@contextmanager
def nothing_written(connection: psycopg.Connection) -> Iterator[None]:
    """The whole database holds the same rows before and after."""
    before = content_of(connection)
    yield
    after = content_of(connection)
    assert after == before, sorted(name for name in after if after[name] != before.get(name))


class Contract:
    """Holds answers of /v1 against what /openapi.json documents for them."""

    def __init__(self, document: dict) -> None:
        self.document = document
        self.seen: set[tuple[str, str, str]] = set()
        strict = _without_undocumented_members(document)
        self._registry = Registry().with_resource("urn:flowt", Resource(contents=strict, specification=DRAFT202012))
        self._formats = FormatChecker()
        self._formats.checks("date-time", ValueError)(_is_instant)

    def documented(self) -> set[tuple[str, str, str]]:
        """Every answer of /v1 that is documented: method, path, status."""
        return {
            (method.upper(), path, status)
            for path, operations in self.document["paths"].items()
            for method, operation in operations.items()
            for status in operation["responses"]
            if path.startswith("/v1/") and status != "default"
        }

    def template_of(self, path: str) -> str | None:
        matching = [known for known in self.document["paths"] if _matches(known, path)]
        return min(matching, key=lambda known: known.count("{"), default=None)

    def check(self, answer: httpx.Response) -> None:
        path = urlsplit(str(answer.request.url)).path
        method = answer.request.method
        template = self.template_of(path)
        if not path.startswith("/v1/") or template is None or method.lower() not in self.document["paths"][template]:
            return
        status = str(answer.status_code)
        if answer.headers.get("content-type") == "text/event-stream":
            self.seen.add((method, template, status))
            return  # it has no end to read up to
        answer.read()
        if status == "304":
            return
        responses = self.document["paths"][template][method.lower()]["responses"]
        described = responses.get(status) or (responses["default"] if answer.status_code >= 400 else None)
        assert described is not None, f"{method} {template} answered {status}, which is not documented"
        self.seen.add((method, template, status))
        if "content" not in described:
            assert answer.content == b"", f"{method} {template} {status} is documented without a body"
            return
        media = answer.headers["content-type"].split(";")[0]
        assert media in described["content"], f"{method} {template} {status} is {media}"
        reference = described["content"][media]["schema"].get("$ref")
        if reference is None:
            return  # a file or a table: only its type is documented
        Draft202012Validator(
            {"$ref": f"urn:flowt{reference}"}, registry=self._registry, format_checker=self._formats
        ).validate(answer.json())


def _matches(template: str, path: str) -> bool:
    known, given = template.split("/"), path.split("/")
    return len(known) == len(given) and all(
        left == right or left.startswith("{") for left, right in zip(known, given, strict=True)
    )


def _is_instant(text: object) -> bool:
    return not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is not None


def _without_undocumented_members(document: dict) -> dict:
    """A member that is sent but not documented is a defect too."""
    strict = copy.deepcopy(document)

    def tighten(schema) -> None:
        if isinstance(schema, list):
            for element in schema:
                tighten(element)
        elif isinstance(schema, dict):
            if isinstance(schema.get("properties"), dict):
                schema.setdefault("additionalProperties", False)
            for element in schema.values():
                tighten(element)

    tighten(strict["components"]["schemas"])
    return strict
