"""Reads: from a parsed query string to a plan in which every name has been found in the schema cache."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.plan.errors import NotEmbedded, NotImplementedFeature
from alcove.wires.supabase.rest.plan.model import (
    NO_WINDOW,
    Condition,
    EmbedPlan,
    LegacyName,
    OrderPlan,
    ReadPlan,
    ReadSource,
    table_source,
)
from alcove.wires.supabase.rest.plan.read_filters import plan_condition
from alcove.wires.supabase.rest.plan.read_order import plan_order_term
from alcove.wires.supabase.rest.plan.read_scope import EmbedNames, Scope, raise_missing
from alcove.wires.supabase.rest.plan.read_select import plan_fields
from alcove.wires.supabase.rest.schema_cache.find_relationship import find_relationship
from alcove.wires.supabase.rest.schema_cache.model import QualifiedName, Relationship, SchemaCache
from alcove.wires.supabase.rest.syntax.model import (
    Filter,
    Logic,
    OrderTerm,
    QueryString,
    Scoped,
    SelectEmbed,
    SelectField,
    SelectItem,
    Window,
)

Clause: TypeAlias = Filter | Logic | tuple[OrderTerm, ...] | Window
"""What a query string says of one level: a filter, a logic tree, an order, or limit and offset."""

_TO_MANY_AGGREGATE = "Aggregates are not implemented for one-to-many or many-to-many spreads."


def plan_read(
    query: QueryString,
    *,
    cache: SchemaCache,
    config: RestConfig,
    root: ReadSource,
    window: Window = NO_WINDOW,
) -> ReadPlan:
    """Return the plan of a read; any error of `plan/errors.py`, or of the schema cache for an unknown relationship.

    `window` is limit and offset of the root, as the query string and the Range header give them together.
    """
    planner = _ReadPlanner(cache=cache, config=config, schemas=(root.schema, *config.db_extra_search_path))
    clauses = [item for item in _collect_clauses(query) if item.path or not isinstance(item.value, Window)]
    clauses.append(Scoped((), window))
    plan = planner.plan_level(_Level(root, query.select, clauses, depth=0))
    raise_missing(planner.missing)
    return replace(plan, legacy_names=tuple(dict.fromkeys(planner.legacy_names)))


def _collect_clauses(query: QueryString) -> list[Scoped[Clause]]:
    return [*query.filters, *query.logic, *query.order, *query.windows]  # type: ignore[list-item]  # Scoped is frozen


@dataclass(frozen=True, slots=True)
class _Level:
    """One table of the select tree, and what the query string says of it and of what is embedded in it."""

    source: ReadSource
    items: Sequence[SelectItem]
    clauses: Sequence[Scoped[Clause]]
    depth: int
    named: bool = False
    limited: bool = True
    """Whether `db_max_rows` applies. A LIMIT on one row would only keep PostgreSQL from joining it."""

    @property
    def alias(self) -> str:
        """The name that errors show for the table."""
        return f"{self.source.name}_{self.depth}" if self.depth else self.source.name


@dataclass(slots=True, kw_only=True)
class _ReadPlanner:
    cache: SchemaCache
    config: RestConfig
    schemas: tuple[str, ...]
    legacy_names: list[LegacyName] = field(default_factory=list)
    missing: list[RestError] = field(default_factory=list)

    def plan_level(self, level: _Level) -> ReadPlan:
        """Return the plan of a table and of all that is embedded in it."""
        items = [item for item in level.items if isinstance(item, SelectEmbed)]
        names = EmbedNames(
            items=items, allows_relation=self.config.url_use_legacy_target_names, legacy=self.legacy_names
        )
        clauses = _distribute_clauses(level.clauses, names)
        embeds = tuple(self._plan_embed(level, item, clauses=inner) for item, inner in zip(items, clauses, strict=True))
        scope = Scope(
            source=level.source,
            alias=level.alias,
            cache=self.cache,
            schemas=self.schemas,
            names=names,
            embeds=embeds,
            missing=self.missing,
        )
        level_clauses = [item.value for item in level.clauses if not item.path]
        hoists = any(embed.spread and embed.read.has_aggregate for embed in embeds)
        return ReadPlan(
            source=level.source,
            fields=plan_fields(
                [item for item in level.items if isinstance(item, SelectField)],
                scope,
                aggregates_enabled=self.config.db_aggregates_enabled,
                named=level.named or hoists,
            ),
            embeds=embeds,
            conditions=_plan_conditions(level_clauses, scope),
            order=_plan_order(level_clauses, scope),
            window=_join_windows(level_clauses, self.config.db_max_rows if level.limited else None),
            depth=level.depth,
        )

    def _plan_embed(self, level: _Level, item: SelectEmbed, *, clauses: list[Scoped[Clause]]) -> EmbedPlan:
        relationship = self._find_relationship(level, item)
        to_one = relationship.to_one
        read = self.plan_level(
            _Level(
                self._foreign_source(relationship),
                item.items,
                clauses,
                depth=level.depth + 1,
                named=item.spread,
                limited=not to_one,
            )
        )
        if item.spread and not to_one and read.has_aggregate:
            raise NotImplementedFeature(_TO_MANY_AGGREGATE)
        return EmbedPlan(
            name=item.alias or item.name,
            relationship=relationship,
            read=read,
            to_one=to_one,
            join=item.join,
            spread=item.spread,
            is_empty=not item.items,
        )

    def _foreign_source(self, relationship: Relationship) -> ReadSource:
        name = relationship.foreign_table
        table = self.cache.tables.get(name)
        return table_source(table) if table else ReadSource(name=name.name, schema=name.schema, columns={}, table=name)

    def _find_relationship(self, level: _Level, item: SelectEmbed) -> Relationship:
        schema = self.schemas[0]
        origin = level.source.table or QualifiedName(schema, level.source.name)
        return find_relationship(self.cache, origin=origin, target=item.name, hint=item.hint, schema=schema)


def _distribute_clauses(clauses: Sequence[Scoped[Clause]], names: EmbedNames) -> list[list[Scoped[Clause]]]:
    """Return the clauses of every embed; NotEmbedded."""
    inner: list[list[Scoped[Clause]]] = [[] for _ in names.items]
    for clause in clauses:
        if clause.path:
            index = names.find_any(clause.path[0])
            if index is None:
                raise NotEmbedded(clause.path[0])
            inner[index].append(Scoped(clause.path[1:], clause.value))
    return inner


def _plan_conditions(clauses: Sequence[Clause], scope: Scope) -> tuple[Condition, ...]:
    return tuple(plan_condition(clause, scope) for clause in clauses if isinstance(clause, (Filter, Logic)))


def _plan_order(clauses: Sequence[Clause], scope: Scope) -> tuple[OrderPlan, ...]:
    terms = [term for clause in clauses if isinstance(clause, tuple) for term in clause]
    return tuple(plan_order_term(term, scope) for term in terms)


def _join_windows(clauses: Sequence[Clause], max_rows: int | None) -> Window:
    windows = [clause for clause in clauses if isinstance(clause, Window)]
    limits = [window.limit for window in windows if window.limit is not None]
    if max_rows is not None:
        limits.append(max_rows)
    return Window(offset=max((window.offset for window in windows), default=0), limit=min(limits, default=None))
