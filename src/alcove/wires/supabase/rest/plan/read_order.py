"""The order of a read: by fields of the row, or of a to-one embed."""

from alcove.wires.supabase.rest.plan.errors import NotEmbedded, RelatedOrderNotToOne
from alcove.wires.supabase.rest.plan.model import OrderPlan
from alcove.wires.supabase.rest.plan.read_fields import resolve_field
from alcove.wires.supabase.rest.plan.read_scope import Scope
from alcove.wires.supabase.rest.syntax.model import OrderTerm


def plan_order_term(term: OrderTerm, scope: Scope) -> OrderPlan:
    """Return the plan of an order term; NotEmbedded, RelatedOrderNotToOne."""
    if term.relation is not None:
        return _plan_related_order(term, scope)
    field = resolve_field(term.field, scope, is_compared=True)
    return OrderPlan(field=field, descending=term.descending, nulls=term.nulls)


def _plan_related_order(term: OrderTerm, scope: Scope) -> OrderPlan:
    name = term.relation or ""
    index = scope.names.find_any(name)
    if index is None:
        raise NotEmbedded(name)
    child = scope.embeds[index].read
    if not scope.embeds[index].to_one:
        raise RelatedOrderNotToOne(scope.source.name, name)
    alias = f"{child.source.name}_{child.depth}"
    related = Scope(source=child.source, alias=alias, cache=scope.cache, missing=scope.missing)
    field = resolve_field(term.field, related, is_compared=True)
    return OrderPlan(field=field, descending=term.descending, nulls=term.nulls, embed=index)
