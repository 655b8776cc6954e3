"""Errors of planning: names that are not there, and requests that make no sense for the tables they name."""

from collections.abc import Iterable

from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.schema_cache.similar_names import EditCounter


class UndefinedColumn(RestError):
    """A column that does not exist, said as PostgreSQL says it; `columns` are those of the table."""

    code = "42703"

    def __init__(self, table: str, column: str, *, columns: Iterable[str]) -> None:
        similar = _find_similar(column, columns)
        names = " or the column ".join(f'"{table}.{name}"' for name in similar)
        hint = f"Perhaps you meant to reference the column {names}." if similar else None
        super().__init__(f"column {table}.{column} does not exist", hint=hint)


class UndefinedType(RestError):
    """A type that does not exist."""

    code = "42704"

    def __init__(self, name: str) -> None:
        super().__init__(f'type "{name}" does not exist')


class NotEmbedded(RestError):
    """A filter, order or limit on a resource that is not in `select`."""

    code = "PGRST108"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"'{name}' is not an embedded resource in this request",
            hint=f"Verify that '{name}' is included in the 'select' query parameter.",
        )


class RelatedOrderNotToOne(RestError):
    """An order by a resource of which there are many."""

    code = "PGRST118"

    def __init__(self, origin: str, target: str) -> None:
        super().__init__(
            f"A related order on '{target}' is not possible",
            details=f"'{origin}' and '{target}' do not form a many-to-one or one-to-one relationship",
        )


class BadEmbedOperator(RestError):
    """A filter on an embedded resource itself that is not about null."""

    code = "PGRST120"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Bad operator on the '{name}' embedded resource",
            details="Only is null or not is null filters are allowed on embedded resources",
        )


class AggregatesDisabled(RestError):
    """An aggregate where the configuration allows none."""

    code = "PGRST123"

    def __init__(self) -> None:
        super().__init__("Use of aggregate functions is not allowed")


class NotImplementedFeature(RestError):
    """Something that PostgREST does not do either."""

    code = "PGRST127"

    def __init__(self, details: str) -> None:
        super().__init__("Feature not implemented", details=details)


_MAX_DISTANCE = 3
_MOST_NAMED = 2


def _find_similar(misspelt: str, columns: Iterable[str]) -> list[str]:
    """Return the one or two columns that PostgreSQL's hint would name: the nearest, if they are near."""
    best = min(_MAX_DISTANCE, len(misspelt.encode()) // 2)
    counter = EditCounter(misspelt)
    nearest: list[str] = []
    for column in columns:
        if abs(len(column) - len(misspelt)) > best:
            continue
        distance = counter.count_edits(column)
        if distance <= best:
            nearest = [*nearest, column] if distance == best and nearest else [column]
            best = distance
    # Three equally near columns are no help.
    return nearest if len(nearest) <= _MOST_NAMED else []
