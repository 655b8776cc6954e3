"""Errors of writes and calls, with the texts of PostgREST."""

from alcove.wires.supabase.rest.errors import RestError


class InvalidUpsertFilters(RestError):
    """PUT whose filters are not the primary key with `eq`."""

    status = 405
    code = "PGRST105"

    def __init__(self) -> None:
        super().__init__("Filters must include all and only primary key columns with 'eq' operators")


class UpsertLimitNotAllowed(RestError):
    """PUT with `limit` or `offset`."""

    status = 400
    code = "PGRST114"

    def __init__(self) -> None:
        super().__init__("limit/offset querystring parameters are not allowed for PUT")


class UpsertKeyMismatch(RestError):
    """PUT whose body has another primary key than its filters, or none."""

    status = 400
    code = "PGRST115"

    def __init__(self) -> None:
        super().__init__("Payload values do not match URL in primary key column(s)")


class NotSingular(RestError):
    """A single object was asked for, and there are none or several rows."""

    status = 406
    code = "PGRST116"

    def __init__(self, rows: int) -> None:
        super().__init__("Cannot coerce the result to a single JSON object", details=f"The result contains {rows} rows")


class MaxAffectedExceeded(RestError):
    """More rows were affected than `Prefer: max-affected` allows."""

    status = 400
    code = "PGRST124"

    def __init__(self, rows: int) -> None:
        super().__init__(
            "Query result exceeds max-affected preference constraint", details=f"The query affects {rows} rows"
        )


class MaxAffectedNeedsRows(RestError):
    """`Prefer: max-affected` for a function that returns no set of rows."""

    status = 400
    code = "PGRST128"

    def __init__(self) -> None:
        super().__init__(
            "Function must return SETOF or TABLE when max-affected preference is used with handling=strict"
        )


class UndefinedConflictColumn(RestError):
    """`on_conflict` names a column that the table does not have; the text is PostgreSQL's."""

    status = 400
    code = "42703"

    def __init__(self, column: str) -> None:
        super().__init__(f'column "{column}" does not exist')
