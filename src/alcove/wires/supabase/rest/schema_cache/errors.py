"""Errors of names that the schema cache does not have, or has more than once."""

from alcove.wires.supabase.rest.errors import RestError


class SchemaCacheNotLoaded(RestError):
    """The database could not be asked for its schema yet."""

    status = 503
    code = "PGRST002"


class RelationshipNotFound(RestError):
    """No relationship leads from one table to the other."""

    status = 400
    code = "PGRST200"


class RelationshipAmbiguous(RestError):
    """Several relationships lead from one table to the other; the details list them."""

    status = 300
    code = "PGRST201"


class FunctionNotFound(RestError):
    """No function has this name and takes these arguments."""

    status = 404
    code = "PGRST202"


class FunctionAmbiguous(RestError):
    """Several functions have this name and take these arguments."""

    status = 300
    code = "PGRST203"


class ColumnNotFound(RestError):
    """A table has no column of this name."""

    status = 400
    code = "PGRST204"


class TableNotFound(RestError):
    """No exposed table or view has this name."""

    status = 404
    code = "PGRST205"
