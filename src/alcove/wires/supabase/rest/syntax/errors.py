"""Errors of the query string."""

from alcove.wires.supabase.rest.errors import RestError

TAB_WIDTH = 8


class QueryStringError(RestError):
    """A parameter of the query string that cannot be parsed.

    The message names the parameter, as `source`, and the position in `text`, from 1; the details say what stands there
    and what was expected.
    """

    status = 400
    code = "PGRST100"

    def __init__(self, source: str, *, details: str, text: str = "", at: int = 0) -> None:
        line, column = locate(text, at)
        super().__init__(f'"{source}" (line {line}, column {column})', details=details)


class NumberOutOfRange(RestError):
    """A limit or offset that PostgreSQL cannot represent, in PostgreSQL's words."""

    status = 400
    code = "22003"


def locate(text: str, at: int) -> tuple[int, int]:
    """Return the line and column of a position, both from 1; a tab goes on to the next multiple of eight."""
    line, column = 1, 1
    for character in text[:at]:
        if character == "\n":
            line, column = line + 1, 1
        elif character == "\t":
            column += TAB_WIDTH - (column - 1) % TAB_WIDTH
        else:
            column += 1
    return line, column
