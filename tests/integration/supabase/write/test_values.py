"""Values of bodies: every type comes back as it was sent, and blank texts become NULL where that is configured."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.rest_requests import RestDatabase

FULL = {"Prefer": "return=representation"}

_TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=5,
)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "t": _TEXTS,
    "v": st.text("abc é'\"\\", max_size=5),
    "i2": st.integers(-(2**15), 2**15 - 1),
    "i4": st.integers(-(2**31), 2**31 - 1),
    "i8": st.integers(-(2**63), 2**63 - 1),
    "n": st.integers(-(10**40), 10**40),
    "d": st.floats(allow_nan=False, allow_infinity=False, min_value=-1e100, max_value=1e100),
    "b": st.booleans(),
    "u": st.uuids().map(str),
    "j": _JSON.filter(lambda value: value is not None),
    "jb": _JSON.filter(lambda value: value is not None),
    "da": st.dates().map(str),
    "ti": st.times().map(lambda time: time.replace(microsecond=0).isoformat()),
    "e": st.sampled_from(["happy", "sad"]),
    "p": st.fixed_dictionaries({"x": st.integers(-5, 5) | st.none(), "y": st.integers(-5, 5)}),
    "ia": st.lists(st.integers(-5, 5) | st.none(), max_size=4),
    "ta": st.lists(_TEXTS | st.none(), max_size=4),
    "dom": st.integers(1, 9),
}
_ROWS = st.fixed_dictionaries({}, optional={name: values | st.none() for name, values in _VALUES.items()})


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(row=_ROWS, as_array=st.booleans(), with_defaults=st.booleans())
async def test_a_row_comes_back_as_it_was_sent(
    shop: RestDatabase, *, row: dict[str, Any], as_array: bool, with_defaults: bool
) -> None:
    """Whatever JSON a column takes, the representation has the same value, with exact numbers."""
    prefer = f"return=representation{', missing=default' if with_defaults else ''}"
    answer = await shop.send("POST", "/every_type", [row] if as_array else row, {"Prefer": prefer})
    assert answer.status == 201, answer
    inserted = answer.json[0]
    assert {name: inserted[name] for name in row} == row
    assert all(inserted[name] is None for name in _VALUES.keys() - row.keys())


@pytest.mark.parametrize(
    ("column", "sent", "stored"),
    [
        ("n", "1.10", 1.10),
        ("n", "12345678901234567890.123456789", "12345678901234567890.123456789"),
        ("t", '{"a": 1}', '{"a": 1}'),
        ("t", "5", "5"),
        ("j", '{"b":1,  "a":2}', '{"b":1,  "a":2}'),
        ("i4", '"42"', 42),
        ("ia", '"{1,2}"', [1, 2]),
        ("p", '"(1,2)"', {"x": 1, "y": 2}),
        ("b", '"yes"', True),
        ("by", '"\\\\x00ff"', "\\x00ff"),
        ("rg", '"[1,5)"', "[1,5)"),
        ("iv", '"1 day"', "1 day"),
        ("tstz", '"2020-01-02T03:04:05+02:00"', "2020-01-02T01:04:05+00:00"),
        ("c", '"ab"', "ab "),
        ("bits", '"101"', "101"),
    ],
)
async def test_values_are_converted_as_postgresql_converts_json(
    shop: RestDatabase, *, column: str, sent: str, stored: Any
) -> None:
    """Numbers keep their digits, json its text, and texts are read as literals of the type."""
    answer = await shop.send("POST", f"/every_type?select={column}", f'{{"{column}": {sent}}}', FULL)
    if isinstance(stored, str) and column in ("n", "j"):
        assert answer.text == f'[{{"{column}":{stored}}}]'
    else:
        assert answer.json == [{column: stored}]


async def test_a_blank_text_is_an_error_as_in_postgrest(shop: RestDatabase) -> None:
    """Without the option an empty text is no value of another type."""
    answer = await shop.send("POST", "/blanks", {"id": 5, "a": ""})
    assert (answer.code, answer.message) == ("22P02", 'invalid input syntax for type uuid: ""')


async def test_a_blank_text_is_null_where_that_is_configured(lenient_shop: RestDatabase) -> None:
    """With the option an empty text is NULL in a nullable column that is no text, and an error in any other."""
    blanks = dict.fromkeys("abcdefgh", "")
    inserted = await lenient_shop.send("POST", "/blanks?select=a,b,c,d,e,f,g,h", {"id": 5, **blanks}, FULL)
    patched = await lenient_shop.send("PATCH", "/blanks?id=eq.1&select=c,h", {"c": "", "h": ""}, FULL)
    bulk = await lenient_shop.send(
        "POST", "/blanks?columns=id,c&select=id,c", [{"id": 5, "c": ""}, {"id": 6, "c": 1}], FULL
    )
    required = await lenient_shop.send("POST", "/blanks", {"id": 5, "required": ""})
    assert inserted.json == [{**dict.fromkeys("abcdefg"), "h": ""}]
    assert patched.json == [{"c": None, "h": ""}]
    assert bulk.json == [{"id": 5, "c": None}, {"id": 6, "c": 1}]
    assert (required.code, required.message) == ("22007", 'invalid input syntax for type date: ""')


async def test_other_values_keep_their_bytes(lenient_shop: RestDatabase) -> None:
    """Replacing blank texts changes no other value: json keeps its spaces and numbers their digits."""
    body = '{"id": 5, "a": "", "f": {"x":  1.500, "y": ""}, "h": "\\u00e9"}'
    answer = await lenient_shop.send("POST", "/blanks?select=f,h", body, FULL)
    assert json.loads(answer.text) == [{"f": {"x": 1.5, "y": ""}, "h": "é"}]
    assert "1.500" in answer.text
