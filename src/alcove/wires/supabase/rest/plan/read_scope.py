"""Where the names of one level of a read are looked up: its columns, its embeds, and the search path."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.plan.model import EmbedPlan, LegacyName, ReadSource
from alcove.wires.supabase.rest.schema_cache.model import SchemaCache
from alcove.wires.supabase.rest.syntax.model import SelectEmbed


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedNames:
    """The names of the embeds of a level, by which filters, orders and limits mean them.

    With `allows_relation` an aliased embed may be called by its relation too; such uses are added to `legacy`.
    """

    items: Sequence[SelectEmbed] = ()
    allows_relation: bool = False
    legacy: list[LegacyName] = field(default_factory=list)

    def find(self, name: str) -> int | None:
        """Return the index of an embed, by its alias or its name in the response."""
        names = (item.alias or item.name for item in self.items)
        return next((index for index, other in enumerate(names) if other == name), None)

    def find_any(self, name: str) -> int | None:
        """Return the index of an embed, by its relation if nothing else fits."""
        index = self.find(name)
        if index is not None or not self.allows_relation:
            return index
        for number, item in enumerate(self.items):
            if item.name == name and item.alias:
                self.legacy.append(LegacyName(name=name, alias=item.alias))
                return number
        return None


_NO_NAMES = EmbedNames()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the names of a level mean; `alias` is the name of its table in errors, `schemas` the search path.

    `missing` has the error of the first name that is not there. PostgreSQL would find it only when it runs the
    statement, so that it counts for nothing beside an error of the plan.
    """

    source: ReadSource
    alias: str
    cache: SchemaCache
    schemas: Sequence[str] = ()
    names: EmbedNames = _NO_NAMES
    embeds: Sequence[EmbedPlan] = ()
    missing: list[RestError] = field(default_factory=list)


def raise_missing(missing: Sequence[RestError]) -> None:
    """Raise the error of a name that is not there."""
    if missing:
        raise missing[0]
