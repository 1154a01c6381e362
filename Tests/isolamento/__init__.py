"""What the isolation fuzz (Tests/http/test_isolamento.py) needs to know of each module, one file a module:

FILL          (path, argument) → what it is filled with: an Id, a harmless value, or None to leave it out
BODIES        body of each api function that takes one
furnish       a row in every table of the module that making things leaves empty
make_things   one of each that an argument can point at, just made; `things` are those of the modules before. The kinds
              asked of `things` are remembered: whenever one of them is made anew, so is what this module hangs on it
NOTHING       (optional) kind of Id → what never was, in the form of what is, if that is not a number
SILENT        (optional) reading functions whose answer holds nothing that a tenant wrote
session_for   (optional) the token of somebody for whom this function works with one's own, or None for an admin
"""

import importlib
import pkgutil
from dataclasses import dataclass, field

from company import Company


class Id(str):
    """An argument that points at a thing of a tenant."""


class Shared(Id):
    """One that points at a thing of no tenant of the pair: whoever has it may use it."""


Fill = list[tuple[str, str, str | None]]


@dataclass
class Tenant:
    company: Company
    mark: str
    """In every text of this tenant that an answer could show."""
    things: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    domain: str = ""
    platform: Company | None = None
    """The platform's own tenant, whose operators alone enter plataforma.* routes."""

    @property
    def number(self) -> int:
        return self.company.number

    @property
    def slug(self) -> str:
        return self.company.slug


modules = [importlib.import_module(f"isolamento.{found.name}") for found in pkgutil.iter_modules(__path__)]
