"""One level of a read while it becomes SQL: its names, and the columns that it offers to the level above."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alcove.wires.supabase.rest.plan.model import Condition, EmbedCondition, LogicCondition, ReadPlan, SelectedField
from alcove.wires.supabase.rest.query.read_fields import RowReference, aggregate_value
from alcove.wires.supabase.rest.query.sql import SqlBuilder, quote_identifier

_LONGEST_NAME = 63
"""PostgreSQL cuts longer names, and then two may be one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of a read; all names are quoted.

    `embed_aliases` are those of the lateral joins of its embeds, `junction_alias` that of the table between it and its
    parent. `used_names` are all names in use here and above, unquoted.
    """

    plan: ReadPlan
    sql: SqlBuilder
    row: RowReference
    embed_aliases: tuple[str, ...]
    junction_alias: str
    used_names: frozenset[str]


def open_level(plan: ReadPlan, sql: SqlBuilder, *, used_names: frozenset[str] = frozenset()) -> Level:
    """Return the level of a plan below levels that use the names `used_names`."""
    names = set(used_names)
    name = plan.source.name
    # PostgreSQL's own errors show this name, so that it follows the table's. The root cannot have another.
    alias = _choose_name(f"{name}_{plan.depth}", names) if plan.depth else name
    names.add(alias)
    junction = _choose_name(f"junction_{plan.depth}", names) if plan.depth else ""
    embeds = tuple(_choose_name(f"embed_{plan.depth}_{number}", names) for number, _ in enumerate(plan.embeds, 1))
    return Level(
        plan=plan,
        sql=sql,
        row=RowReference(quote_identifier(alias), plan.source),
        embed_aliases=tuple(map(quote_identifier, embeds)),
        junction_alias=quote_identifier(junction),
        used_names=frozenset(names),
    )


def _choose_name(proposal: str, used_names: set[str]) -> str:
    if len(proposal.encode()) > _LONGEST_NAME:
        proposal = "t"
    name, number = proposal, 1
    while name in used_names:
        number += 1
        name = f"{proposal}_{number}"
    used_names.add(name)
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A column of a level: its SQL before any aggregate, and its name in the response.

    `name` None stands for all columns of the table. `aggregate` is applied by the level that groups the rows, which is
    the parent's for a to-one spread. `key` is what rows are grouped by in place of the value, which follows from it.
    Other `is_json` columns are grouped by their text, for json has no equality.
    """

    value: str
    name: str | None
    aggregate: SelectedField | None = None
    counts_rows: bool = False
    is_json: bool = False
    key: str | None = None

    def select(self, *, grouped: bool) -> str:
        """Return the column in the select list of the level that groups its rows, if any does."""
        value = self.group_value if grouped else self._aggregated_value
        return value if self.name is None else f"{value} AS {quote_identifier(self.name)}"

    @property
    def group_value(self) -> str:
        """The column's SQL where rows are grouped."""
        is_text = self.is_json and self.key is None
        return f"({self.group})::pg_catalog.json" if is_text else self._aggregated_value

    @property
    def _aggregated_value(self) -> str:
        return aggregate_value(self.aggregate, self.value) if self.aggregate else self.value

    @property
    def group(self) -> str:
        """The column in GROUP BY, "" for one that is not there."""
        if self.aggregate or self.counts_rows:
            return ""
        if self.key is not None:
            return self.key
        return f"({self.value})::pg_catalog.text" if self.is_json else self.value


def find_conditional_embeds(conditions: Sequence[Condition]) -> Iterator[int]:
    """Yield the indexes of the embeds whose existence is a condition."""
    for condition in conditions:
        if isinstance(condition, EmbedCondition):
            yield condition.index
        elif isinstance(condition, LogicCondition):
            yield from find_conditional_embeds(condition.conditions)
