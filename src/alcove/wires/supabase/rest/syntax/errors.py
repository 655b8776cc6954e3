"""Errors of the query string."""

from alcove.wires.supabase.rest.errors import RestError


class QueryStringError(RestError):
    """A parameter of the query string that cannot be parsed.

    The message names the parameter and the position, the details say what stands there and what was expected.
    """

    status = 400
    code = "PGRST100"


class NumberOutOfRange(RestError):
    """A limit or offset that PostgreSQL cannot represent, in PostgreSQL's words."""

    status = 400
    code = "22003"
