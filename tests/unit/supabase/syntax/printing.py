"""Prints trees of the grammar as query strings."""

import re
from urllib.parse import quote, quote_plus

from alcove.wires.supabase.rest.syntax.model import (
    Compare,
    FieldRef,
    Filter,
    FullText,
    InList,
    Is,
    IsDistinct,
    Logic,
    LogicNode,
    Operation,
    OrderTerm,
    QueryString,
    SelectEmbed,
    SelectField,
    SelectItem,
    Window,
)

RESERVED = {"select", "columns", "on_conflict", "order", "limit", "offset", "and", "or"}
PLAIN = re.compile(r"[\w$]+(?: [\w$]+)*(?:-[\w$]+)*")


def print_query(query: QueryString) -> str:
    """Return a query string that means `query`."""
    pairs = [("select", ",".join(map(print_item, query.select)))]
    pairs += [(print_key(one.path, one.value.field), print_operation(one.value)) for one in query.filters]
    pairs += [(print_logic_key(one.path, one.value), f"({print_nodes(one.value)})") for one in query.logic]
    pairs += [(print_path((*one.path,), "order"), ",".join(map(print_term, one.value))) for one in query.order]
    for one in query.windows:
        pairs += print_window(one.path, one.value)
    for name, names in (("columns", query.columns), ("on_conflict", query.on_conflict)):
        pairs += [(name, ",".join(map(print_name, names)))] if names else []
    return "&".join(f"{quote(key)}={quote_plus(value)}" for key, value in pairs)


def print_quoted(text: str) -> str:
    """Return a text in quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def print_name(name: str) -> str:
    """Return a name, in quotes where it needs them."""
    return name if PLAIN.fullmatch(name) and name not in RESERVED else print_quoted(name)


def print_path(path: tuple[str, ...], last: str) -> str:
    """Return names with dots between them; the last one stands as it is."""
    return ".".join([*map(print_name, path), last])


def print_field(field: FieldRef) -> str:
    """Return a name with its JSON path."""
    return print_name(field.name) + print_json_path(field)


def print_json_path(field: FieldRef) -> str:
    """Return arrows and keys."""
    arrows = [("->>" if step.as_text else "->", step.key) for step in field.path]
    return "".join(arrow + (str(key) if isinstance(key, int) else print_quoted(key)) for arrow, key in arrows)


def print_key(path: tuple[str, ...], field: FieldRef) -> str:
    """Return the key of a filter."""
    return print_path(path, print_field(field))


def print_item(item: SelectItem) -> str:
    """Return an item of `select`."""
    alias = f"{print_name(item.alias)}:" if item.alias is not None else ""
    if isinstance(item, SelectEmbed):
        hint = f"!{print_name(item.hint)}" if item.hint is not None else ""
        join = f"!{item.join}" if item.join else ""
        inner = ",".join(map(print_item, item.items))
        return f"{'...' if item.spread else ''}{alias}{print_name(item.name)}{join}{hint}({inner})"
    return alias + print_column(item)


def print_column(item: SelectField) -> str:
    """Return a column, an aggregate or `*`."""
    aggregate_cast = f"::{item.aggregate_cast}" if item.aggregate_cast else ""
    if item.field is None:
        return f"count(){aggregate_cast}"
    if item.field.name == "*":
        return "*"
    cast = f"::{item.cast}" if item.cast else ""
    aggregate = f".{item.aggregate}()" if item.aggregate else ""
    return print_field(item.field) + cast + aggregate + aggregate_cast


def print_operation(item: Filter, *, in_tree: bool = False) -> str:
    """Return an operation with its value."""
    text = print_positive(item.operation, in_tree=in_tree)
    return f"not.{text}" if item.negated else text


def print_positive(operation: Operation, *, in_tree: bool) -> str:
    """Return an operation without its negation."""
    match operation:
        case InList(values):
            return f"in.({','.join(map(print_quoted, values))})"
        case Is(value):
            return f"is.{value}"
        case IsDistinct(value):
            return f"isdistinct.{print_quoted(value) if in_tree else value}"
        case FullText(operator, query, language):
            option = "" if language is None else f"({language})"
            return f"{operator}{option}.{print_quoted(query) if in_tree else query}"
        case Compare(operator, value, quantifier):
            option = "" if quantifier is None else f"({quantifier})"
            return f"{operator}{option}.{print_quoted(value) if in_tree else value}"


def print_logic_key(path: tuple[str, ...], logic: Logic) -> str:
    """Return the key of a logic tree."""
    return print_path(path, f"{'not.' if logic.negated else ''}{logic.operator}")


def print_nodes(logic: Logic) -> str:
    """Return the conditions of a tree."""
    return ",".join(map(print_node, logic.nodes))


def print_node(node: LogicNode) -> str:
    """Return a condition of a tree."""
    if isinstance(node, Logic):
        return f"{'not.' if node.negated else ''}{node.operator}({print_nodes(node)})"
    return f"{print_field(node.field)}.{print_operation(node, in_tree=True)}"


def print_term(term: OrderTerm) -> str:
    """Return a term of an order."""
    field = print_field(term.field)
    text = field if term.relation is None else f"{print_name(term.relation)}({field})"
    if term.descending is not None:
        text += ".desc" if term.descending else ".asc"
    return text if term.nulls is None else f"{text}.nulls{term.nulls}"


def print_window(path: tuple[str, ...], window: Window) -> list[tuple[str, str]]:
    """Return the parameters of a window."""
    pairs = [(print_path(path, "offset"), str(window.offset))]
    return pairs if window.limit is None else [*pairs, (print_path(path, "limit"), str(window.limit))]
