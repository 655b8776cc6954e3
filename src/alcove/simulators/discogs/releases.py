"""Generates releases from a seed and a number."""

import functools
import math
import random
from dataclasses import dataclass
from typing import Final

from alcove.simulators.discogs import randomness
from alcove.simulators.discogs.formats import FormatPart, format_text, make_parts
from alcove.simulators.discogs.randomness import pick, seeded_rng, skewed_index
from alcove.simulators.discogs.scenes import SCENE_BY_SHARE, SCENES, Scene

MASTERS_PER_SHARE: Final = 180
PRESSINGS: Final = 2
FIRST_ID: Final = 10_007
ID_STEP: Final = 83
NEWEST_YEAR: Final = 2024


@dataclass(frozen=True, slots=True)
class Release:
    """One pressing; `price` is a fair price in dollars for a Very Good Plus copy, year 0 means unknown."""

    id: int
    master_id: int
    artist: str
    artist_id: int
    title: str
    label: str
    label_id: int
    catno: str
    year: int
    country: str
    genres: tuple[str, ...]
    styles: tuple[str, ...]
    format: str
    parts: tuple[FormatPart, ...]
    want: int
    have: int
    rating: float
    price: float


@dataclass(frozen=True, slots=True)
class _LabelOrArtist:
    """A label or an artist: name, number, active years, and popularity."""

    name: str
    number: int
    years: tuple[int, int]
    country: str
    styles: tuple[str, ...]
    fame: float


def release_id(slot: int) -> int:
    """Return the release id of a slot."""
    return FIRST_ID + slot * ID_STEP


def release_count() -> int:
    """Return the number of releases."""
    return len(SCENE_BY_SHARE) * MASTERS_PER_SHARE * PRESSINGS


class ReleaseGenerator:
    """Generates releases on demand and caches the last few thousand."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.at_slot = functools.lru_cache(maxsize=4096)(self._make)
        self._label = functools.lru_cache(maxsize=2048)(self._make_label)
        self._artist = functools.lru_cache(maxsize=8192)(self._make_artist)

    def by_id(self, number: int) -> Release | None:
        """Return the release with this id, None if it does not exist."""
        slot, remainder = divmod(number - FIRST_ID, ID_STEP)
        return self.at_slot(slot) if not remainder and 0 <= slot < release_count() else None

    def _make(self, slot: int) -> Release:
        master, pressing = divmod(slot, PRESSINGS)
        scene_number = SCENE_BY_SHARE[master % len(SCENE_BY_SHARE)]
        scene = SCENES[scene_number]
        work = seeded_rng(self.seed, "master", number=master)
        label = self._label(scene_number, skewed_index(work, 24))
        artist = self._artist(scene_number, label.number, index=skewed_index(work, 9, skew=1.6))
        title = randomness.work_title(work)
        styles = _styles(work, artist=artist, label=label)
        first_year = _year(work, artist=artist, label=label)
        popular = 1 - (master // len(SCENE_BY_SHARE)) / MASTERS_PER_SHARE
        have, want = _community(work, scene=scene, fame=label.fame + artist.fame, popular=popular)
        rng = seeded_rng(self.seed, "pressing", number=slot)
        letter = pick(work, scene.formats)
        marks: tuple[str, ...] = ()
        year, country = first_year, label.country
        if pressing:
            year, country, marks = _reissue(rng, scene=scene, year=year)
            have, want = _reissue_community(rng, have=have, want=want)
        parts = make_parts(letter, rng=rng, year=year, marks=marks)
        various = letter == "C" and work.random() < 0.5
        return Release(
            id=release_id(slot),
            master_id=100_003 + master * 17,
            artist="Various" if various else artist.name,
            artist_id=194 if various else artist.number,
            title=title,
            label=label.name,
            label_id=label.number,
            catno=randomness.catalogue_number(rng, label=label.name, year=year or first_year),
            year=0 if rng.random() < 0.03 else year,
            country=country,
            genres=_genres(work, scene),
            styles=styles,
            format=format_text(parts),
            parts=parts,
            want=want,
            have=have,
            rating=round(min(5.0, max(2.5, rng.gauss(4.1 + 0.15 * artist.fame, 0.3))), 2),
            price=_price(rng, scene=scene, letter=letter, have=have, want=want),
        )

    def _make_label(self, scene_number: int, index: int) -> _LabelOrArtist:
        scene = SCENES[scene_number]
        number = 1_009 + (scene_number * 64 + index) * 7
        rng = seeded_rng(self.seed, "label", number=number)
        first, last = scene.years
        start = first + int(rng.random() * max(1, (last - first) * 0.5))
        years = (start, min(last, start + 5 + int(rng.random() * (last - start))))
        styles = tuple(dict.fromkeys((pick(rng, scene.styles), pick(rng, scene.styles))))
        fame = rng.gauss(0.0, 0.45)
        return _LabelOrArtist(randomness.label_name(rng), number, years, pick(rng, scene.countries), styles, fame)

    def _make_artist(self, scene_number: int, label_number: int, *, index: int) -> _LabelOrArtist:
        scene = SCENES[scene_number]
        number = label_number * 101 + index * 3
        rng = seeded_rng(self.seed, "artist", number=number)
        first, last = scene.years
        start = first + int(rng.random() * max(1, last - first))
        name = randomness.artist_name(rng, names=scene.names, bands=scene.bands)
        styles = tuple(dict.fromkeys((pick(rng, scene.styles), pick(rng, scene.styles))))
        return _LabelOrArtist(name, number, (start, min(last, start + 12)), "", styles, rng.gauss(0.0, 0.55))


def _genres(rng: random.Random, scene: Scene) -> tuple[str, ...]:
    return scene.genres[:1] if rng.random() < 0.35 else scene.genres


def _styles(rng: random.Random, *, artist: _LabelOrArtist, label: _LabelOrArtist) -> tuple[str, ...]:
    if rng.random() < 0.04:
        return ()
    kept = [style for style in (*artist.styles, *label.styles) if rng.random() < 0.7]
    return tuple(dict.fromkeys(kept or artist.styles[:1]))[:3]


def _year(rng: random.Random, *, artist: _LabelOrArtist, label: _LabelOrArtist) -> int:
    first = max(artist.years[0], label.years[0])
    last = max(first, min(artist.years[1], label.years[1]))
    return first + int(rng.random() * (last - first + 1))


def _community(rng: random.Random, *, scene: Scene, fame: float, popular: float) -> tuple[int, int]:
    have = math.exp(rng.gauss(3.4 + 2.2 * popular - 0.35 * scene.demand, 1.15))
    ratio = math.exp(rng.gauss(scene.demand + fame, 0.75))
    return max(1, int(have)), int(have * ratio)


def _reissue(rng: random.Random, *, scene: Scene, year: int) -> tuple[int, str, tuple[str, ...]]:
    later = year + 1 + int(rng.random() * max(1, NEWEST_YEAR - year))
    return later, pick(rng, scene.countries), ("RE",) if rng.random() < 0.75 else ("RP",)


def _reissue_community(rng: random.Random, *, have: int, want: int) -> tuple[int, int]:
    more, less = math.exp(rng.gauss(0.2, 0.6)), math.exp(rng.gauss(-0.7, 0.4))
    return max(1, int(have * more)), int(want * less)


def _price(rng: random.Random, *, scene: Scene, letter: str, have: int, want: int) -> float:
    demand = math.log((want + 1) / (have + 1))
    scarce = -0.1 * math.log(have + 1) + 0.14 * math.log(want + 1)
    medium = {"S": -0.45, "K": -0.5, "A": -0.6, "D": 0.25, "X": 0.5}.get(letter, 0.0)
    raw = math.exp(scene.base - 0.2 + 0.5 * demand + scarce + medium + rng.gauss(0.0, 0.3))
    return min(4800.0, max(0.8, raw))
