"""The query string as a whole: its parameters, decoded and sent to their parsers."""

import re
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes

from alcove.wires.supabase.rest.syntax.errors import NumberOutOfRange, QueryStringError
from alcove.wires.supabase.rest.syntax.fields import parse_json_path, parse_names, parse_path_names
from alcove.wires.supabase.rest.syntax.logic import parse_logic, parse_logic_path
from alcove.wires.supabase.rest.syntax.model import (
    FieldRef,
    Filter,
    Logic,
    OrderTerm,
    QueryString,
    Scoped,
    SelectField,
    Window,
)
from alcove.wires.supabase.rest.syntax.operations import parse_negatable, parse_whole_value, starts_operation
from alcove.wires.supabase.rest.syntax.order import parse_order
from alcove.wires.supabase.rest.syntax.scanner import Scanner
from alcove.wires.supabase.rest.syntax.select import parse_select

MAX_LENGTH = 256 * 1024
MAX_PARAMETERS = 2_000
MAX_PATH_NAMES = 32
MAX_NUMBER_DIGITS = 20
CACHED_QUERY_STRINGS = 512
MAX_CACHED_LENGTH = 1_024

_NUMBER = re.compile(r"[-+]?[0-9]+")
_ALL_COLUMNS = (SelectField(FieldRef("*")),)


def parse_query_string(raw: str, *, max_depth: int, is_call_by_get: bool = False) -> QueryString:
    """Parse a query string as it was sent, still percent-encoded and without its question mark.

    `is_call_by_get` is for functions that are called by GET or HEAD: their arguments are parameters too. Raises
    QueryStringError.
    """
    if len(raw) <= MAX_CACHED_LENGTH:
        return _parse_cached(raw, max_depth=max_depth, is_call_by_get=is_call_by_get)
    return _parse(raw, max_depth=max_depth, is_call_by_get=is_call_by_get)


def _parse(raw: str, *, max_depth: int, is_call_by_get: bool) -> QueryString:
    if len(raw) > MAX_LENGTH:
        raise QueryStringError("failed to parse query string", details=f"longer than {MAX_LENGTH} characters")
    parameters = split_parameters(raw)
    reader = _Reader(max_depth, is_call_by_get=is_call_by_get)
    for key, value in parameters:
        if value is not None:
            reader.read(key, value)
    return reader.finish(canonicalize(parameters))


_parse_cached = lru_cache(CACHED_QUERY_STRINGS)(_parse)


def split_parameters(raw: str) -> list[tuple[str, str | None]]:
    """Return the decoded parameters in order; the value of one without `=` is None."""
    parameters: list[tuple[str, str | None]] = []
    for part in raw.split("&"):
        if not part:
            continue
        key, equals, value = part.partition("=")
        parameters.append((_decode(key), _decode(value) if equals else None))
        if len(parameters) > MAX_PARAMETERS:
            raise QueryStringError("failed to parse query string", details=f"more than {MAX_PARAMETERS} parameters")
    return parameters


def canonicalize(parameters: list[tuple[str, str | None]]) -> str:
    """Return the parameters sorted by name and percent-encoded; values of one name are joined by commas."""
    values: dict[str, list[str]] = {}
    for key, value in sorted(parameters, key=lambda parameter: parameter[0]):
        values.setdefault(key, []).append(quote(value or "", safe=""))
    return "&".join(f"{quote(key, safe='')}={','.join(texts)}" for key, texts in values.items())


class _Reader:
    """Collects the parameters of one query string."""

    __slots__ = (
        "arguments", "columns", "filters", "is_call_by_get", "limits", "logic", "max_depth", "offsets", "on_conflict",
        "order", "select", "windows",
    )  # fmt: skip

    def __init__(self, max_depth: int, *, is_call_by_get: bool) -> None:
        self.max_depth = max_depth
        self.is_call_by_get = is_call_by_get
        self.select: str | None = None
        self.columns: str | None = None
        self.on_conflict: str | None = None
        self.filters: list[Scoped[Filter]] = []
        self.logic: list[Scoped[Logic]] = []
        self.order: dict[tuple[str, ...], tuple[OrderTerm, ...]] = {}
        self.limits: dict[tuple[str, ...], int] = {}
        self.offsets: dict[tuple[str, ...], int] = {}
        self.windows: dict[tuple[str, ...], None] = {}
        self.arguments: list[tuple[str, str]] = []

    def read(self, key: str, value: str) -> None:
        """Take one parameter; of a repeated `select`, `columns`, `on_conflict` or `order` the first counts."""
        last = key.rpartition(".")[2]
        if key == "select":
            self.select = value if self.select is None else self.select
        elif key == "columns":
            self.columns = value if self.columns is None else self.columns
        elif key == "on_conflict":
            self.on_conflict = value if self.on_conflict is None else self.on_conflict
        elif last == "order":
            self.order.setdefault(self._read_path(key), parse_order(value, max_depth=self.max_depth))
        elif last == "limit":
            self._read_number(key, value, kind=self.limits)
        elif last == "offset":
            self._read_number(key, value, kind=self.offsets)
        elif last in ("and", "or"):
            path, operator = parse_logic_path(key, max_depth=self.max_depth)
            self.logic.append(Scoped(path, parse_logic(operator, value, max_depth=self.max_depth)))
        elif self.is_call_by_get and "." not in key and not starts_operation(value):
            self.arguments.append((key, value))
        else:
            self.filters.append(self._read_filter(key, value))

    def finish(self, canonical: str) -> QueryString:
        """Return the query string that was read."""
        depth = self.max_depth
        return QueryString(
            select=_ALL_COLUMNS if self.select is None else parse_select(self.select, max_depth=depth),
            filters=tuple(self.filters),
            logic=tuple(self.logic),
            order=tuple(Scoped(path, terms) for path, terms in self.order.items()),
            windows=self._join_windows(),
            columns=_parse_columns(self.columns, parameter="columns", max_depth=depth),
            on_conflict=_parse_columns(self.on_conflict, parameter="on_conflict", max_depth=depth),
            arguments=tuple(self.arguments),
            canonical=canonical,
        )

    def _read_path(self, key: str) -> tuple[str, ...]:
        """Return the path of the embed that `key` orders or limits."""
        if "." not in key:
            return ()
        scanner = self._scan_key(key)
        names = parse_path_names(scanner)
        scanner.require_end()
        return tuple(names[:-1])

    def _read_number(self, key: str, value: str, *, kind: dict[tuple[str, ...], int]) -> None:
        path = self._read_path(key)
        self.windows[path] = None
        kind[path] = parse_number(key, value)

    def _read_filter(self, key: str, value: str) -> Scoped[Filter]:
        path = self._scan_key(key)
        names = parse_path_names(path)
        field = FieldRef(names[-1], parse_json_path(path))
        path.require_end()
        scanner = Scanner(value, source=f"failed to parse filter ({value})", max_depth=self.max_depth)
        negated, operation = parse_negatable(scanner, parse_whole_value)
        scanner.require_end()
        return Scoped(tuple(names[:-1]), Filter(field, operation, negated))

    def _scan_key(self, key: str) -> Scanner:
        scanner = Scanner(key, source=f"failed to parse tree path ({key})", max_depth=self.max_depth)
        if key.count(".") > MAX_PATH_NAMES:
            raise scanner.refusal(f"more than {MAX_PATH_NAMES} names in a path")
        return scanner

    def _join_windows(self) -> tuple[Scoped[Window], ...]:
        return tuple(
            Scoped(path, _join_window(self.offsets.get(path, 0), self.limits.get(path))) for path in self.windows
        )


def _join_window(offset: int, limit: int | None) -> Window:
    """Return a window that starts at the first row or later: a negative offset only shortens the limit."""
    if offset >= 0 or limit is None or limit <= 0:
        return Window(offset=max(offset, 0), limit=limit)
    return Window(limit=max(offset + limit, 0))


def parse_number(key: str, value: str) -> int:
    """Parse the value of `limit` or `offset`, an integer that may be negative."""
    scanner = Scanner(value, source=f"failed to parse {key} ({value})", max_depth=1)
    match = _NUMBER.match(value)
    if match is None:
        scanner.expect("integer")
        raise scanner.failure()
    scanner.advance(match.end(), ("digit",))
    scanner.require_end()
    if len(match[0]) > MAX_NUMBER_DIGITS or not -(2**63) <= int(match[0]) < 2**63:
        raise NumberOutOfRange("bigint out of range")
    return int(match[0])


def _parse_columns(text: str | None, *, parameter: str, max_depth: int) -> tuple[str, ...] | None:
    if text is None:
        return None
    source = f"failed to parse {parameter} parameter ({text})"
    return parse_names(Scanner(text, source=source, max_depth=max_depth))


def _decode(text: str) -> str:
    """Decode percent signs and pluses; bytes that are no UTF-8 become replacement characters."""
    text = text.replace("+", " ")
    return unquote_to_bytes(text).decode("utf-8", "replace") if "%" in text else text
