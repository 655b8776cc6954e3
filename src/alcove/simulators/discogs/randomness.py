"""Randomness that belongs to a seed, a kind of thing and a number; and the names that are drawn with it."""

import random
import zlib
from collections.abc import Sequence
from typing import TypeVar

from alcove.simulators.discogs import words

T = TypeVar("T")


def source(seed: int, kind: str, *, number: int) -> random.Random:
    """Return the source of the `number`-th thing of a kind; the same three always give the same draws."""
    key = (seed << 96) | (zlib.crc32(kind.encode()) << 64) | (number & 0xFFFFFFFFFFFFFFFF)
    return random.Random(key)  # noqa: S311 - a catalogue, not a secret


def pick(rng: random.Random, items: Sequence[T]) -> T:
    """Return one item, each as likely as the other; several times faster than `choice`."""
    return items[int(rng.random() * len(items))]


def early(rng: random.Random, count: int, *, lean: float = 2.0) -> int:
    """Return an index below `count`; low ones are drawn more often the more it leans."""
    return int(rng.random() ** lean * count)


def artist(rng: random.Random, *, names: str, bands: str) -> str:
    """Return an artist's name: `names` says whose first and last names, `bands` how groups are called."""
    kind = rng.random()
    person = f"{pick(rng, words.FIRST_NAMES[names])} {pick(rng, words.LAST_NAMES[names])}"
    if kind < 0.45:
        name = person
    elif bands == "ensemble":
        name = f"{person} {pick(rng, words.ENSEMBLES)}" if kind < 0.85 else f"The {_place(rng)} Ensemble"
    elif bands == "alias":
        name = _alias(rng)
    elif kind < 0.8:
        name = f"The {pick(rng, words.BAND_NOUNS)}"
    else:
        name = f"{pick(rng, words.ADJECTIVES)} {pick(rng, words.NOUNS)}"
    return f"{name} ({2 + int(rng.random() * 4)})" if rng.random() < 0.05 else name


def _alias(rng: random.Random) -> str:
    stem = "".join(pick(rng, words.SYLLABLES) for _ in range(2 + (rng.random() < 0.4))).capitalize()
    return f"{stem} {100 + int(rng.random() * 900)}" if rng.random() < 0.2 else stem


def _place(rng: random.Random) -> str:
    return pick(rng, words.PLACES)


def title(rng: random.Random) -> str:
    """Return the title of a work."""
    kind = int(rng.random() * 9)
    adjective, noun, other = pick(rng, words.ADJECTIVES), pick(rng, words.NOUNS), pick(rng, words.NOUNS)
    return (
        f"{adjective} {noun}",
        f"{noun} Of The {other}",
        f"The {adjective} {noun}",
        f"{noun} & {other}",
        f"Live At The {_place(rng)} {noun}",
        f"Beyond The {noun}",
        f"{adjective} {noun} / {other}",
        f"Songs For {'An' if adjective[0] in 'AEIOU' else 'A'} {adjective} {noun}",
        f"{_place(rng)} {noun}",
    )[kind]


def label(rng: random.Random) -> str:
    """Return the name of a label."""
    noun = pick(rng, words.LABEL_NOUNS)
    return pick(rng, (noun, f"{noun} Records", f"{noun} Recordings", f"{_place(rng)} {noun}", f"{noun} Sound"))


def catalogue_number(rng: random.Random, *, label: str, year: int) -> str:
    """Return a catalogue number in the manner of its label."""
    if rng.random() < 0.02:
        return "none"
    letters = "".join(part[0] for part in label.split()) if " " in label else label[:3]
    prefix = letters.upper()
    number = int(rng.random() * 9000) + 1
    manners = (
        f"{prefix} {number}",
        f"{prefix}-{number % 1000:03}",
        f"{prefix}LP {year % 100:02}{number % 100:02}",
        f"{prefix}{number:04}",
    )
    return manners[sum(map(ord, label)) % 4]
