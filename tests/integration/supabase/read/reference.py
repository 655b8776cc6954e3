"""What a query string means, written a second time: requests generated from the grammar, evaluated in Python.

The grammar is that of docs/reference; here it is restricted to types whose comparison does not depend on a collation.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

Row = dict[str, Any]
Truth = bool | None


@dataclass(frozen=True)
class Condition:
    """A filter or logic tree: its text in a logic tree, as a parameter, and what it says of a row."""

    name: str
    operation: str
    test: Callable[[Row], Truth]
    is_logic: bool = False

    def in_tree(self) -> str:
        """Return the condition as it stands in a logic tree."""
        return self.name + self.operation if self.is_logic else f"{self.name}.{self.operation}"

    def as_parameter(self, prefix: str = "") -> str:
        """Return the condition as a parameter of a query string."""
        return f"{prefix}{self.name}={quote(self.operation)}"


@dataclass(frozen=True)
class Embed:
    """An embed of a request, and how to find its rows."""

    relation: str
    name: str
    join: str
    conditions: tuple[Condition, ...]
    descending: bool
    limit: int | None
    offset: int

    def keep(self, rows: Sequence[Row]) -> list[Row]:
        """Return the related rows that appear."""
        return select_rows(rows, self.conditions, descending=self.descending, offset=self.offset, limit=self.limit)


@dataclass(frozen=True)
class Request:
    """A request for films: its conditions, embeds and window, and the order by id."""

    conditions: tuple[Condition, ...]
    embeds: tuple[Embed, ...] = ()
    descending: bool = False
    limit: int | None = None
    offset: int = 0
    null_filters: tuple[tuple[str, bool], ...] = field(default=())

    def path(self) -> str:
        """Return the request as `table?query`."""
        selected = ["id", *(f"{embed.name}:{embed.relation}{embed.join}(id)" for embed in self.embeds)]
        parts = [f"select={','.join(selected)}", f"order=id{'.desc' * self.descending}"]
        parts += [condition.as_parameter() for condition in self.conditions]
        parts += _window("", self.limit, self.offset)
        for embed in self.embeds:
            parts += [condition.as_parameter(f"{embed.name}.") for condition in embed.conditions]
            parts.append(f"{embed.name}.order=id{'.desc' * embed.descending}")
            parts += _window(f"{embed.name}.", embed.limit, embed.offset)
        parts += [f"{name}={'not.' * exists}is.null" for name, exists in self.null_filters]
        return "films?" + "&".join(parts)


def _window(prefix: str, limit: int | None, offset: int) -> list[str]:
    parts = [] if limit is None else [f"{prefix}limit={limit}"]
    return [*parts, f"{prefix}offset={offset}"] if offset else parts


def select_rows(
    rows: Sequence[Row],
    conditions: Sequence[Condition],
    *,
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[Row]:
    """Return the rows for which all conditions are true, in the order of their ids and within the window."""
    kept = [row for row in rows if all(condition.test(row) is True for condition in conditions)]
    kept.sort(key=lambda row: row["id"], reverse=descending)
    return kept[offset:] if limit is None else kept[offset : offset + limit]


def negate(truth: Truth) -> Truth:
    """Return NOT in SQL's logic of three values."""
    return None if truth is None else not truth


def conjoin(truths: Sequence[Truth]) -> Truth:
    """Return AND in SQL's logic of three values."""
    if False in truths:
        return False
    return None if None in truths else True


def disjoin(truths: Sequence[Truth]) -> Truth:
    """Return OR in SQL's logic of three values."""
    return negate(conjoin([negate(truth) for truth in truths]))


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: left == right,
    "neq": lambda left, right: left != right,
    "gt": lambda left, right: left > right,
    "gte": lambda left, right: left >= right,
    "lt": lambda left, right: left < right,
    "lte": lambda left, right: left <= right,
}


def matches_like(text: str, pattern: str, *, ignore_case: bool = False) -> bool:
    """Return whether a text is LIKE a pattern, in which `*` is `%`."""
    parts = (".*" if char in "*%" else "." if char == "_" else re.escape(char) for char in pattern)
    return re.fullmatch("".join(parts), text, re.DOTALL | (re.IGNORECASE if ignore_case else 0)) is not None


def _lift(test: Callable[[Any], bool], name: str) -> Callable[[Row], Truth]:
    return lambda row: None if row[name] is None else test(row[name])


def _quote_value(value: object) -> str:
    text = str(value)
    if text and not re.search(r'[,.:()"\\{} ]', text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _array_literal(values: Sequence[object]) -> str:
    return "{" + ",".join(f'"{value}"' for value in values) + "}"


def _comparisons(name: str, values: st.SearchStrategy[Any], operators: Sequence[str]) -> st.SearchStrategy[Condition]:
    def build(operator: str, value: Any, quantifier: str, others: list[Any]) -> Condition:
        compare = _COMPARE[operator]
        if not quantifier or operator == "neq":
            return Condition(name, f"{operator}.{value}", _lift(lambda held: compare(held, value), name))
        join = any if quantifier == "any" else all
        text = f"{operator}({quantifier}).{_array_literal(others)}"
        return Condition(name, text, _lift(lambda held: join(compare(held, other) for other in others), name))

    quantifiers = st.sampled_from(["", "", "", "any", "all"])
    return st.builds(build, st.sampled_from(operators), values, quantifiers, st.lists(values, min_size=1, max_size=3))


def _lists(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Condition]:
    def build(chosen: list[Any]) -> Condition:
        text = f"in.({','.join(map(_quote_value, chosen))})"
        # Nothing is in an empty list, NULL neither; then the truth is false and not unknown. One empty text is no list.
        is_empty = chosen in ([], [""])
        test = _lift(lambda held: held in chosen, name) if not is_empty else lambda _row: False
        return Condition(name, text, test)

    return st.builds(build, st.lists(values, max_size=3))


def _distinct(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Condition]:
    return values.map(lambda value: Condition(name, f"isdistinct.{value}", lambda row: row[name] != value))


def _nulls(name: str) -> st.SearchStrategy[Condition]:
    return st.sampled_from(
        [
            Condition(name, "is.null", lambda row: row[name] is None),
            Condition(name, "is.not_null", lambda row: row[name] is not None),
        ]
    )


def _patterns(name: str) -> st.SearchStrategy[Condition]:
    def build(operator: str, pattern: str) -> Condition:
        ignore_case = operator == "ilike"
        test = _lift(lambda held: matches_like(held, pattern, ignore_case=ignore_case), name)
        return Condition(name, f"{operator}.{pattern}", test)

    patterns = st.sampled_from(["*", "*o*", "P%", "_____*", "*s", "%Dog%", "none", "pulp*", "*100*", "*G", "Tim*"])
    return st.builds(build, st.sampled_from(["like", "ilike"]), patterns)


def _booleans(name: str) -> st.SearchStrategy[Condition]:
    wanted = {"true": True, "false": False, "unknown": None}

    def build(word: str) -> Condition:
        return Condition(name, f"is.{word}", lambda row: row[name] is wanted[word])

    return st.sampled_from(list(wanted)).map(build)


_INTEGERS = st.sampled_from([-1, 0, 1, 2, 3, 4, 1895, 1992, 1993, 2000])
_TEXTS = st.sampled_from(["", "none", "english", "Pulp Fiction", "Reservoir Dogs", "a,b", 'q"q', "Tim Roth", "null"])


def _integer(name: str) -> st.SearchStrategy[Condition]:
    return st.one_of(
        _comparisons(name, _INTEGERS, list(_COMPARE)), _lists(name, _INTEGERS), _distinct(name, _INTEGERS), _nulls(name)
    )


def _text(name: str) -> st.SearchStrategy[Condition]:
    plain = _TEXTS.filter(lambda text: text and not re.search(r'["\\,]', text))
    return st.one_of(_comparisons(name, plain, ["eq", "neq"]), _lists(name, _TEXTS), _patterns(name), _nulls(name))


def _negate_condition(condition: Condition) -> Condition:
    if condition.is_logic:
        return Condition(f"not.{condition.name}", condition.operation, lambda row: negate(condition.test(row)), True)
    return Condition(condition.name, f"not.{condition.operation}", lambda row: negate(condition.test(row)))


def _join(operator: str, conditions: list[Condition]) -> Condition:
    combine = conjoin if operator == "and" else disjoin
    text = f"({','.join(condition.in_tree() for condition in conditions)})"
    return Condition(operator, text, lambda row: combine([condition.test(row) for condition in conditions]), True)


def conditions_on(fields: dict[str, str]) -> st.SearchStrategy[Condition]:
    """Return conditions on fields, by the kind of each: integer, text, boolean."""
    makers: dict[str, Callable[[str], st.SearchStrategy[Condition]]] = {
        "integer": _integer,
        "text": _text,
        "boolean": lambda name: st.one_of(_booleans(name), _nulls(name)),
    }
    leaves = st.one_of(*(makers[kind](name) for name, kind in fields.items()))
    leaves = st.one_of(leaves, leaves.map(_negate_condition))

    def extend(children: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        joined = st.builds(_join, st.sampled_from(["and", "or"]), st.lists(children, min_size=1, max_size=3))
        return st.one_of(joined, joined.map(_negate_condition))

    # In a logic tree a value ends at a comma or parenthesis, so that such values stay out of trees.
    in_trees = leaves.filter(lambda leaf: not re.search(r"[{}\s]|^not\.", leaf.operation.removeprefix("not.")))
    return st.one_of(leaves, st.recursive(in_trees, extend, max_leaves=6).filter(lambda tree: tree.is_logic))


FILM_FIELDS = {"id": "integer", "year": "integer", "title": "text", "language": "text", "seen": "boolean"}
EMBED_FIELDS = {"directors": {"id": "integer", "last_name": "text"}, "actors": {"id": "integer", "name": "text"}}


def _embed(relation: str) -> st.SearchStrategy[Embed]:
    return st.builds(
        Embed,
        relation=st.just(relation),
        name=st.sampled_from([relation, f"my_{relation}"]),
        join=st.sampled_from(["", "", "!inner", "!left"]),
        conditions=st.lists(conditions_on(EMBED_FIELDS[relation]), max_size=2).map(tuple),
        descending=st.booleans(),
        limit=st.sampled_from([None, None, 0, 1, 2]) if relation == "actors" else st.none(),
        offset=st.sampled_from([0, 0, 0, 1]) if relation == "actors" else st.just(0),
    )


# Made once: hypothesis checks every new strategy again.
_FILM_CONDITIONS = st.lists(conditions_on(FILM_FIELDS), max_size=3)
_EMBEDS = {relation: _embed(relation) for relation in EMBED_FIELDS}


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Return requests for films with embeds, filters on everything, and windows."""
    embeds = tuple(draw(embed) for embed in _EMBEDS.values() if draw(st.booleans()))
    chosen = [(embed.name, draw(st.booleans())) for embed in embeds if draw(st.integers(0, 2)) == 0]
    return Request(
        conditions=tuple(draw(_FILM_CONDITIONS)),
        embeds=embeds,
        descending=draw(st.booleans()),
        limit=draw(st.sampled_from([None, None, 0, 1, 2, 3])),
        offset=draw(st.sampled_from([0, 0, 1, 5])),
        null_filters=tuple(chosen),
    )
