"""Building blocks of statements: quoted identifiers, bound values and literals."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.schema_cache.model import QualifiedName

MAX_VALUES: Final = 32_767


class NulCharacter(RestError):
    """A text with a NUL character, which PostgreSQL cannot store."""

    code = "22021"

    def __init__(self) -> None:
        super().__init__('invalid byte sequence for encoding "UTF8": 0x00')


class TooManyValues(RestError):
    """More values than the protocol of PostgreSQL's driver binds to one statement."""

    code = "54000"

    def __init__(self) -> None:
        super().__init__(f"a request has at most {MAX_VALUES} values")


class ResponseTooLarge(RestError):
    """A body of more bytes than the configuration allows; embeds multiply the rows of their tables."""

    code = "54000"

    def __init__(self, limit: int) -> None:
        super().__init__(f"the response is larger than {limit} bytes", hint="Select fewer columns, rows or embeds.")


def quote_identifier(name: str) -> str:
    """Return a name as an SQL identifier: one of the schema cache, or a key of the response; NulCharacter."""
    if "\0" in name:
        raise NulCharacter
    return '"' + name.replace('"', '""') + '"'


def quote_qualified(name: QualifiedName) -> str:
    """Return the schema and name of an object as SQL."""
    return f"{quote_identifier(name.schema)}.{quote_identifier(name.name)}"


def quote_literal(value: str) -> str:
    """Return a text as an SQL literal, whatever `standard_conforming_strings` is; NulCharacter."""
    if "\0" in value:
        raise NulCharacter
    quoted = "'" + value.replace("'", "''") + "'"
    return "E" + quoted.replace("\\", "\\\\") if "\\" in value else quoted


@dataclass(slots=True)
class SqlBuilder:
    """The bound values of one statement, in order; equal requests make equal SQL, so that it is prepared once."""

    values: list[object] = field(default_factory=list)
    body: int | None = None
    """Where in `values` the body of the request is."""

    def bind(self, value: object) -> str:
        """Bind a value and return its placeholder, `$1`; its type follows from where it stands. TooManyValues."""
        if len(self.values) == MAX_VALUES:
            raise TooManyValues
        self.values.append(value)
        return f"${len(self.values)}"

    def bind_body(self, value: str) -> str:
        """Bind the body of the request and return `$1::text`."""
        self.body = len(self.values)
        return self.bind_text(value)

    def bind_text(self, value: str) -> str:
        """Bind a text and return `$1::text`."""
        return f"{self.bind(value)}::text"

    def bind_as(self, value: str, type_name: str) -> str:
        """Bind a text that PostgreSQL converts to a type of the schema cache, as it converts a literal."""
        return f"({self.bind(value)}::text)::{type_name}"


def join_sql(parts: Iterable[str], separator: str = ", ") -> str:
    """Join parts of a statement, without empty ones."""
    return separator.join(part for part in parts if part)
