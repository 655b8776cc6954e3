"""The European Central Bank's table."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.records.sources.ecb.table import MalformedTable, parse_table

ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n{doctype}<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/'
    '2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>{text}</gesmes:subject>'
    "<Cube>{cubes}</Cube></gesmes:Envelope>"
)
BOMB = '<!DOCTYPE bomb [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


def document(cubes: str, *, doctype: str = "", text: str = "Reference rates") -> bytes:
    """Return a document with tables."""
    return ENVELOPE.format(cubes=cubes, doctype=doctype, text=text).encode()


def day(time: str, **rates: str) -> str:
    """Return the table of a day."""
    cubes = "".join(f"<Cube currency='{code}' rate='{rate}'/>" for code, rate in rates.items())
    return f"<Cube time='{time}'>{cubes}</Cube>"


def test_the_newest_table_is_read() -> None:
    """Units per euro are read exactly; of the tables of several days the newest one counts."""
    content = document(day("2026-11-26", USD="1.1") + day("2026-11-27", USD="1.1593", JPY="181.06"))
    assert parse_table(content) == (date(2026, 11, 27), {"USD": Decimal("1.1593"), "JPY": Decimal("181.06")})


def test_impossible_rates_are_left_out() -> None:
    """Zero, negative and impossible rates do not affect the others."""
    cubes = day("2026-11-27", USD="1.2", SEK="0", NOK="-1", DKK="NaN", JPY="", CHF="1,5", GBP="Infinity", AUD="1e99")
    assert parse_table(document(cubes))[1] == {"USD": Decimal("1.2")}


@pytest.mark.parametrize(
    "content",
    [b"", b"<html><body>Please wait</body></html>", b"{}", b"\x00\xff", document(""), document(day("2026-11-27")),
     document(day("yesterday", USD="1.1")), document(day("2026-11-27", USD="0")),
     document(day("2026-11-27", USD="1"))[:-9], document("<Cube currency='USD' rate='1.1'/>"),
     document(day("2026-11-27", USD="1.1"), doctype=BOMB, text="&b;&c;")],
)  # fmt: skip
def test_what_is_no_table_is_refused(content: bytes) -> None:
    """Something else than a table, a cut one, and any document with entities are refused."""
    with pytest.raises(MalformedTable):
        parse_table(content)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_content_raises_another_error(content: bytes) -> None:
    """Whatever is sent, the result is a table or MalformedTable."""
    for sent in (content, document(f"<Cube time='2026-11-27'>{content.decode(errors='replace')}</Cube>")):
        try:
            _, rates = parse_table(sent)
        except MalformedTable:
            continue
        assert rates
