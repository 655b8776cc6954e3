"""Reproducible random numbers, and randomly generated names."""

import random
import zlib
from collections.abc import Sequence
from typing import TypeVar

from alcove.simulators.discogs import word_lists

T = TypeVar("T")


def seeded_rng(seed: int, kind: str, *, number: int) -> random.Random:
    """Return a generator for the `number`-th object of a kind; the same arguments yield the same random numbers."""
    key = (seed << 96) | (zlib.crc32(kind.encode()) << 64) | (number & 0xFFFFFFFFFFFFFFFF)
    return random.Random(key)  # noqa: S311 - a catalogue, not a secret


def pick(rng: random.Random, items: Sequence[T]) -> T:
    """Return a random item, uniformly distributed; several times faster than `Random.choice`."""
    return items[int(rng.random() * len(items))]


def skewed_index(rng: random.Random, count: int, *, skew: float = 2.0) -> int:
    """Return a random index below `count`; the higher `skew`, the more frequent are low ones."""
    return int(rng.random() ** skew * count)


def artist_name(rng: random.Random, *, names: str, bands: str) -> str:
    """Return an artist's name; `names` selects the language of personal names, `bands` the kind of group names."""
    kind = rng.random()
    person = f"{pick(rng, word_lists.FIRST_NAMES[names])} {pick(rng, word_lists.LAST_NAMES[names])}"
    if kind < 0.45:
        name = person
    elif bands == "ensemble":
        name = f"{person} {pick(rng, word_lists.ENSEMBLES)}" if kind < 0.85 else f"The {_place(rng)} Ensemble"
    elif bands == "alias":
        name = _alias(rng)
    elif kind < 0.8:
        name = f"The {pick(rng, word_lists.BAND_NOUNS)}"
    else:
        name = f"{pick(rng, word_lists.ADJECTIVES)} {pick(rng, word_lists.NOUNS)}"
    return f"{name} ({2 + int(rng.random() * 4)})" if rng.random() < 0.05 else name


def _alias(rng: random.Random) -> str:
    stem = "".join(pick(rng, word_lists.SYLLABLES) for _ in range(2 + (rng.random() < 0.4))).capitalize()
    return f"{stem} {100 + int(rng.random() * 900)}" if rng.random() < 0.2 else stem


def _place(rng: random.Random) -> str:
    return pick(rng, word_lists.PLACES)


def work_title(rng: random.Random) -> str:
    """Return the title of a work."""
    kind = int(rng.random() * 9)
    adjective, noun, other = pick(rng, word_lists.ADJECTIVES), pick(rng, word_lists.NOUNS), pick(rng, word_lists.NOUNS)
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


def label_name(rng: random.Random) -> str:
    """Return the name of a label."""
    noun = pick(rng, word_lists.LABEL_NOUNS)
    return pick(rng, (noun, f"{noun} Records", f"{noun} Recordings", f"{_place(rng)} {noun}", f"{noun} Sound"))


def catalogue_number(rng: random.Random, *, label: str, year: int) -> str:
    """Return a catalogue number in the style of its label."""
    if rng.random() < 0.02:
        return "none"
    letters = "".join(part[0] for part in label.split()) if " " in label else label[:3]
    prefix = letters.upper()
    number = int(rng.random() * 9000) + 1
    styles = (
        f"{prefix} {number}",
        f"{prefix}-{number % 1000:03}",
        f"{prefix}LP {year % 100:02}{number % 100:02}",
        f"{prefix}{number:04}",
    )
    return styles[sum(map(ord, label)) % 4]
