"""Release formats: parts with quantity and descriptions, and their one-line text."""

import random
from dataclasses import dataclass
from typing import Final

from alcove.simulators.discogs.randomness import pick


@dataclass(frozen=True, slots=True)
class FormatPart:
    """One medium of a release, such as two LPs."""

    name: str
    quantity: int
    descriptions: tuple[str, ...]
    text: str = ""


ABBREVIATIONS: Final = {
    "Reissue": "RE",
    "Repress": "RP",
    "Compilation": "Comp",
    "Limited Edition": "Ltd",
    "Mini-Album": "MiniAlbum",
}
FULL_NAMES: Final = {short: full for full, short in ABBREVIATIONS.items()}


def make_parts(letter: str, *, rng: random.Random, year: int, marks: tuple[str, ...] = ()) -> tuple[FormatPart, ...]:
    """Return the media of a release; the letters are listed in `scenes`."""
    extra = tuple(FULL_NAMES[mark] for mark in marks) + _extras(rng, year=year)
    if (letter == "K" and year < 1984) or (letter == "A" and year < 1971):
        letter = "L"
    if letter in "LD" and rng.random() < 0.02:
        return _disc(1 + (letter == "D"), ("LP", "Album", *extra)), _disc(1, ('7"', "Single"))
    if letter == "X":
        return FormatPart("Box Set", 1, ("Compilation",)), _disc(3 + int(rng.random() * 8), ("LP",))
    return (_single_part(letter, rng, extra=extra),)


def _single_part(letter: str, rng: random.Random, *, extra: tuple[str, ...]) -> FormatPart:
    chance = rng.random()
    if letter in "KA":
        return FormatPart("CD" if letter == "K" else "Cassette", 1, ("Album", *extra))
    single = ("Single",) if chance < 0.5 else ()
    quantity = 1 + (letter == "D" or (letter == "C" and chance < 0.3) or (letter == "E" and chance < 0.1))
    start: dict[str, tuple[str, ...]] = {
        "C": ("LP", "Compilation"),
        "S": ('7"', "45 RPM", *single),
        "T": ('12"', pick(rng, ("33 ⅓ RPM", "45 RPM")), *single),
        "E": ('12"', "EP"),
        "M": ("LP", "Mini-Album"),
    }
    return _disc(quantity, (*start.get(letter, ("LP", "Album")), *extra))


def _disc(quantity: int, descriptions: tuple[str, ...]) -> FormatPart:
    return FormatPart("Vinyl", quantity, descriptions)


def _extras(rng: random.Random, *, year: int) -> tuple[str, ...]:
    extras = []
    if year < 1968 and rng.random() < 0.5:
        extras.append("Mono")
    elif year < 1975 and rng.random() < 0.2:
        extras.append("Stereo")
    if year > 1995 and rng.random() < 0.2:
        extras.append("Limited Edition")
    if rng.random() < 0.04:
        extras.append("Promo")
    return tuple(extras)


def format_text(parts: tuple[FormatPart, ...]) -> str:
    """Return the one-line text of a format, such as `2xLP, Comp`."""
    return " + ".join(_text(part) for part in parts)


def _text(part: FormatPart) -> str:
    words = [ABBREVIATIONS.get(word, word) for word in part.descriptions]
    if part.name == "Box Set":
        return ", ".join(("Box", *words))
    if part.name in ("CD", "Cassette"):
        words = ["CD" if part.name == "CD" else "Cass", *words]
    size = words[0] if part.quantity == 1 else f"{part.quantity}x{words[0]}"
    return ", ".join((size, *words[1:]))


def parse_format(text: str) -> tuple[FormatPart, ...]:
    """Return the parts of a one-line text; the inverse of `format_text`."""
    return tuple(_parse_part(part.strip(" ()")) for part in text.split(" + "))


def _parse_part(text: str) -> FormatPart:
    words = [word.strip() for word in text.split(",")]
    count, times, size = words[0].partition("x")
    quantity = int(count) if times and count.isdigit() else 1
    head = size if times and count.isdigit() else words[0]
    rest = tuple(FULL_NAMES.get(word, word) for word in words[1:])
    names = {"CD": "CD", "Cass": "Cassette", "Box": "Box Set"}
    if head in names:
        return FormatPart(names[head], quantity, rest)
    return FormatPart("Vinyl", quantity, (head, *rest))
