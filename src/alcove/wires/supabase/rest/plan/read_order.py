"""The order of a read: by fields of the row, or of a to-one embed."""

from alcove.wires.supabase.rest.plan.errors import NotEmbedded, RelatedOrderNotToOne
from alcove.wires.supabase.rest.plan.model import EmbedPlan, OrderPlan
from alcove.wires.supabase.rest.plan.read_fields import resolve_field
from alcove.wires.supabase.rest.plan.read_filters import FilterScope
from alcove.wires.supabase.rest.syntax.model import OrderTerm


def plan_order_term(term: OrderTerm, scope: FilterScope) -> OrderPlan:
    """Return the plan of an order term; UndefinedColumn, NotEmbedded, RelatedOrderNotToOne."""
    if term.relation is not None:
        return _plan_related_order(term, scope)
    field = resolve_field(term.field, source=scope.source, table_alias=scope.alias, cache=scope.cache)
    return OrderPlan(field=field, descending=term.descending, nulls=term.nulls)


def _plan_related_order(term: OrderTerm, scope: FilterScope) -> OrderPlan:
    name = term.relation or ""
    index, embed = _find_embed(name, scope)
    if not embed.to_one:
        raise RelatedOrderNotToOne(scope.source.name, name)
    child = embed.read
    alias = f"{child.source.name}_{child.depth}"
    field = resolve_field(term.field, source=child.source, table_alias=alias, cache=scope.cache)
    return OrderPlan(field=field, descending=term.descending, nulls=term.nulls, embed=index)


def _find_embed(name: str, scope: FilterScope) -> tuple[int, EmbedPlan]:
    for index, embed in enumerate(scope.embeds):
        if embed.name == name:
            return index, embed
    raise NotEmbedded(name)
