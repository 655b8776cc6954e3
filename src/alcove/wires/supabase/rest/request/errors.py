"""Errors of a request before any name of the database is looked up."""

from collections.abc import Sequence

from alcove.wires.supabase.rest.errors import RestError


class FunctionMethodNotAllowed(RestError):
    """A function is called by GET, HEAD or POST only."""

    status = 405
    code = "PGRST101"

    def __init__(self, method: str) -> None:
        super().__init__(f"Cannot use the {method} method on RPC")


class InvalidBody(RestError):
    """A body that is empty, malformed, of an unknown type, or whose rows differ in their keys."""

    status = 400
    code = "PGRST102"


class InvalidEncoding(RestError):
    """A body that is not UTF-8, in PostgreSQL's words."""

    status = 400
    code = "22021"

    def __init__(self, byte: int) -> None:
        super().__init__(f'invalid byte sequence for encoding "UTF8": 0x{byte:02x}')


class BodyTooLarge(RestError):
    """A body of more bytes than the configuration allows."""

    status = 413
    code = "PGRST102"


class InvalidRange(RestError):
    """A limit, offset or Range header that selects no possible row."""

    status = 416
    code = "PGRST103"

    def __init__(self, details: str) -> None:
        super().__init__("Requested range not satisfiable", details=details)


class UnknownSchema(RestError):
    """A profile header names a schema that is not exposed."""

    status = 406
    code = "PGRST106"

    def __init__(self, schema: str, *, exposed: Sequence[str]) -> None:
        hint = "Only the following schemas are exposed: " + ", ".join(exposed)
        super().__init__(f"Invalid schema: {schema}", hint=hint)


class MethodNotAllowed(RestError):
    """A method that the target does not have."""

    status = 405
    code = "PGRST117"

    def __init__(self, method: str) -> None:
        super().__init__(f"Unsupported HTTP method: {method}")


class InvalidPreferences(RestError):
    """Unknown preferences with `handling=strict`."""

    status = 400
    code = "PGRST122"

    def __init__(self, preferences: Sequence[str]) -> None:
        details = "Invalid preferences: " + ", ".join(preferences)
        super().__init__("Invalid preferences given with handling=strict", details=details)


class TimezoneTooLong(RestError):
    """A `timezone` preference that may be no name of a time zone, and is longer than PostgreSQL has room for."""

    status = 400
    code = "PGRST129"

    def __init__(self, limit: int) -> None:
        super().__init__(f"The timezone preference exceeds {limit} characters")


class InvalidPath(RestError):
    """A path of more segments than tables and functions have."""

    status = 404
    code = "PGRST125"

    def __init__(self) -> None:
        super().__init__("Invalid path specified in request URL")


class RootDisabled(RestError):
    """The description of the API is switched off."""

    status = 404
    code = "PGRST126"

    def __init__(self) -> None:
        super().__init__("Root endpoint metadata is disabled")
