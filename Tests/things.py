"""The things of a tenant that requests point at: all of them once, and then anew just those that a request used up."""

from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType

from isolamento import Tenant, modules

_makers: dict[str, ModuleType] = {}
"""Kind of thing → the module that makes it."""
_foundations: dict[str, set[str]] = {}
"""Name of a module → kinds of others that its things stand on. Both are learned by making everything once."""


class _Watched(Mapping):
    """The things of the modules before, and which of them one has asked for."""

    def __init__(self, things: dict[str, str]) -> None:
        self.things = things
        self.asked: set[str] = set()

    def __getitem__(self, kind: str) -> str:
        self.asked.add(kind)
        return self.things[kind]

    def __iter__(self) -> Iterator[str]:
        self.asked |= self.things.keys()
        return iter(self.things)

    def __len__(self) -> int:
        return len(self.things)


def make_things(tenant: Tenant, kinds: Iterable[str] | None = None) -> dict[str, str]:
    """One of each that an argument can point at. With `kinds`, just made (version 1) are those only, with what other
    modules hang on them and with all that these stand on; the rest is as it was."""
    chosen = modules if kinds is None else _concerned(set(kinds))
    things = dict(tenant.things)
    for module in chosen:
        before = _Watched(things)
        made = module.make_things(tenant, before)
        _makers.update(dict.fromkeys(made, module))
        _foundations.setdefault(module.__name__, set()).update(before.asked)
        things |= made
    return things


def _concerned(kinds: set[str]) -> list[ModuleType]:
    names = {module.__name__ for module in modules if _foundations[module.__name__] & kinds} | _names(kinds)
    while missing := set().union(*(_names(_foundations[name]) for name in names)) - names:
        names |= missing
    return [module for module in modules if module.__name__ in names]


def _names(kinds: set[str]) -> set[str]:
    return {_makers[kind].__name__ for kind in kinds if kind in _makers}
