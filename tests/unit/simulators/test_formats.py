"""Formats: parsing and writing one-line texts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.simulators.discogs.formats import FormatPart, format_text, make_parts, parse_format
from alcove.simulators.discogs.randomness import seeded_rng


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("LP, Album", (FormatPart("Vinyl", 1, ("LP", "Album")),)),
        ("2xLP, Comp", (FormatPart("Vinyl", 2, ("LP", "Compilation")),)),
        ("(LP, Album, RE)", (FormatPart("Vinyl", 1, ("LP", "Album", "Reissue")),)),
        ("CD, Album", (FormatPart("CD", 1, ("Album",)),)),
        ('LP, Album + 7", Single', (FormatPart("Vinyl", 1, ("LP", "Album")), FormatPart("Vinyl", 1, ('7"', "Single")))),
        ("Box, Comp + 10xLP", (FormatPart("Box Set", 1, ("Compilation",)), FormatPart("Vinyl", 10, ("LP",)))),
    ],
)  # fmt: skip
def test_parse_format(text: str, parts: tuple[FormatPart, ...]) -> None:
    """A one-line text is parsed into quantities and full descriptions."""
    assert parse_format(text) == parts


@given(st.sampled_from("LDCSTEMXKA"), st.integers(0, 10**6), st.integers(1955, 2024))
def test_round_trip(letter: str, number: int, year: int) -> None:
    """A generated format is written with the site's abbreviations and is unchanged after parsing."""
    parts = make_parts(letter, rng=seeded_rng(1, "test", number=number), year=year, marks=("RE",))
    text = format_text(parts)
    assert parse_format(text) == parts
    assert re.match(r'((\d+x)?(LP|7"|12")|CD|Cass|Box)(,|$)', text)
    assert not text.startswith("1x")
