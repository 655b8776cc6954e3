"""Find out which columns of tables the columns of a view are, by the tree of its query in pg_rewrite.

PostgreSQL writes for each entry of a target list the table and column that it comes from, through joins, subqueries and
common table expressions; 0 where it is an expression, or a column of a UNION. That of another view is followed.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from alcove.wires.supabase.rest.schema_cache.catalog import ViewRow

Source: TypeAlias = tuple[int, int]
"""The oid of a table and the number of its column."""

ViewColumns: TypeAlias = Mapping[int, Mapping[int, Source]]
"""For each view's oid, the source of each of its columns that has one, by the column's number."""

_ENTRY: Final = re.compile(
    r":resno (?P<number>\d+) :resname (?:\\.|[^\\ ])* :ressortgroupref \d+"
    r" :resorigtbl (?P<table>\d+) :resorigcol (?P<column>\d+) :resjunk false"
)
# A backslash escapes a brace in a name.
_TOKEN: Final = re.compile(rf"\\.|[{{}}]|{_ENTRY.pattern}")
# The tree is a list of one query, whose target list has entries.
_ENTRY_DEPTH: Final = 2
_DEEPEST_CHAIN: Final = 100


def trace_view_columns(views: Iterable[ViewRow]) -> ViewColumns:
    """Return the sources of the columns of all views, where a source is never one of these views."""
    direct = {view.oid: _parse_sources(view.tree) for view in views}
    return {
        view: {number: source for number, first in columns.items() if (source := _follow(direct, first)) is not None}
        for view, columns in direct.items()
    }


def _follow(direct: ViewColumns, source: Source | None) -> Source | None:
    for _ in range(_DEEPEST_CHAIN):
        if source is None or source[0] not in direct:
            return source
        source = direct[source[0]].get(source[1])
    return None


def _parse_sources(tree: str) -> dict[int, Source]:
    if tree.count("{QUERY ") == 1:
        # Without a subquery there is one target list.
        return _select_sources(_ENTRY.finditer(tree))
    entries, depth = [], 0
    for token in _TOKEN.finditer(tree):
        text = token[0]
        if text == "{":
            depth += 1
        elif text == "}":
            depth -= 1
        elif depth == _ENTRY_DEPTH and token["number"] is not None:
            entries.append(token)
    return _select_sources(entries)


def _select_sources(entries: Iterable[re.Match[str]]) -> dict[int, Source]:
    return {
        int(entry["number"]): (int(entry["table"]), int(entry["column"])) for entry in entries if entry["table"] != "0"
    }
