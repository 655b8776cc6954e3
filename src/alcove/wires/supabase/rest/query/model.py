"""Values between plans and responses: statements to run, and the row that each returns."""

from dataclasses import dataclass
from typing import Final, Literal

EXPLAIN_OPTIONS: Final = ("analyze", "verbose", "settings", "buffers", "wal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement with its bound values; it returns one row with the columns of `ResultRow`.

    `body` is where in `values` the text of the request's body is, None where it is not among them.
    """

    sql: str
    values: tuple[object, ...] = ()
    body: int | None = None

    def with_body(self, text: str | None) -> "Statement":
        """Return the statement with another body, which has the same keys."""
        if self.body is None:
            return self
        values = (*self.values[: self.body], text, *self.values[self.body + 1 :])
        return Statement(sql=self.sql, values=values, body=self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """What the main statement returns.

    `total` is the exact count of all rows, if it was asked for. `page` is the number of rows in `body`. `headers` and
    `status` are the settings `response.headers` and `response.status`, None when not set. `inserted` is the number of
    rows that an upsert inserted. `location` is the query string of a Location header, as key and `eq.value` pairs.
    """

    body: bytes
    page: int = 0
    total: int | None = None
    headers: str | None = None
    status: str | None = None
    inserted: int | None = None
    location: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainOptions:
    """What `application/vnd.pgrst.plan` asks for: the format, and those of `EXPLAIN_OPTIONS` that are on."""

    format: Literal["text", "json"] = "text"
    options: tuple[str, ...] = ()
