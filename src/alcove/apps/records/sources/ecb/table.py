"""Parser of the European Central Bank's reference table: units of each currency per euro, as XML."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal, DecimalException
from typing import Final
from xml.parsers import expat

from alcove.apps.records.catalogue.model import parse_rate

NAMESPACE: Final = "http://www.ecb.int/vocabulary/2002-08-01/eurofxref"
CUBE: Final = f"{NAMESPACE} Cube"
MAX_TABLES: Final = 100
"""A document with the tables of the last 90 days is read, too."""


class MalformedTable(ValueError):
    """The document is not a table of rates."""


class _TableReader:
    """Collects the rates of a document by their date while it is parsed."""

    def __init__(self) -> None:
        self.tables: dict[date, dict[str, Decimal]] = {}
        self._current: dict[str, Decimal] | None = None

    def start_element(self, name: str, attributes: Mapping[str, str]) -> None:
        if name != CUBE:
            return
        if "time" in attributes:
            self._start_table(attributes["time"])
        elif "currency" in attributes and self._current is not None:
            code = attributes["currency"]
            rate = parse_rate(code, _parse_number(attributes.get("rate", "")))
            if rate is not None:
                self._current[code] = rate

    def _start_table(self, time: str) -> None:
        self._current = None
        with suppress(ValueError):
            if len(self.tables) < MAX_TABLES:
                self._current = self.tables.setdefault(date.fromisoformat(time), {})


def parse_table(content: bytes) -> tuple[date, Mapping[str, Decimal]]:
    """Return the date and the units per euro of the newest table; MalformedTable. Invalid rates are left out."""
    reader = _TableReader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start_element
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat takes it by position only
    except expat.ExpatError as error:
        raise MalformedTable(f"the document is not XML: {error}") from error
    tables = {day: rates for day, rates in reader.tables.items() if rates}
    if not tables:
        raise MalformedTable("the document has no table of rates")
    newest = max(tables)
    return newest, tables[newest]


def _refuse_doctype(*_: object) -> None:
    raise MalformedTable("the document has a document type declaration")


def _parse_number(text: str) -> Decimal | None:
    with suppress(DecimalException):
        return Decimal(text)
    return None
