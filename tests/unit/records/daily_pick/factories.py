"""Test data for the daily pick: offers, candidates and earlier picks; typical, random and extreme."""

import math
import random
from typing import Any

from hypothesis import strategies as st

from alcove.apps.records.daily_pick.model import Candidate, PastPick, SelectionInput
from alcove.apps.records.taste.model.values import Subject

ARTISTS = ("Alice Coltrane", "Can", "Nina Simone", "The Fall", "Sun Ra", "Broadcast", "Fela Kuti", "Moondog")
LABELS = ("Impulse!", "Spoon Records", "Philips", "Rough Trade", "Warp")
GENRES = ("Jazz", "Rock", "Electronic", "Folk", "Funk / Soul")

NUMBERS = st.one_of(
    st.floats(), st.integers(-(10**400), 10**400), st.sampled_from([0, -1, 10**12, math.nan, math.inf, -math.inf])
)
TEXTS = st.one_of(st.sampled_from(["", " ", "the", "Jazz", "\x00", "\N{SNOWMAN}" * 3]), st.text(max_size=30))
TAGS = st.lists(TEXTS, max_size=3).map(tuple)


def subject(listing_id: int = 1, **values: Any) -> Subject:
    """Return a typical offer."""
    defaults: dict[str, Any] = {
        "artist": "An Artist", "title": "A Title", "label": "A Label", "format": "LP", "genres": ("Jazz",),
        "styles": (), "year": 1973, "price": 20.0, "wants": 100, "haves": 50, "condition": "Mint (M)", "score": 20.0,
    }  # fmt: skip
    return Subject(listing_id=listing_id, **(defaults | values))


def candidate(listing_id: int = 1, *, evaluated: bool = False, **values: Any) -> Candidate:
    """Return a candidate for the pick."""
    return Candidate(subject(listing_id, **values), evaluated)


def rated_pick(desirability: float, novelty: float, *genres: str) -> PastPick:
    """Return an earlier pick with votes."""
    return PastPick(genres=genres, average_desirability=desirability, average_novelty=novelty, rated=True)


def unrated_pick(*genres: str) -> PastPick:
    """Return an earlier pick without votes."""
    return PastPick(genres=genres, average_desirability=0.0, average_novelty=0.0, rated=False)


def random_subjects(rng: random.Random, count: int, *, first: int = 1) -> list[Subject]:
    """Return random offers with typical values."""
    return [
        subject(
            first + index, artist=rng.choice(ARTISTS), title=f"Title {rng.randrange(count)}", label=rng.choice(LABELS),
            genres=tuple(rng.sample(GENRES, rng.randint(0, 2))), year=rng.choice([None, rng.randint(1950, 2024)]),
            price=round(rng.uniform(1, 90), 2), wants=rng.randint(0, 2000), haves=rng.randint(0, 2000),
            score=round(rng.uniform(15, 100), 2),
        )
        for index in range(count)
    ]  # fmt: skip


def random_input(seed: int = 1, *, candidates: int = 50, reference: int = 100) -> SelectionInput:
    """Return a random input of a selection."""
    rng = random.Random(seed)  # noqa: S311 - seeded
    return SelectionInput(
        candidates=tuple(Candidate(candidate, rng.random() < 0.3) for candidate in random_subjects(rng, candidates)),
        reference=tuple(random_subjects(rng, reference, first=1000)),
        past=(),
    )


def subjects() -> st.SearchStrategy[Subject]:
    """Return a strategy for offers with extreme values in every field."""
    return st.builds(
        Subject, listing_id=st.integers(1, 2**63 - 1), artist=TEXTS, title=TEXTS, label=TEXTS, format=TEXTS,
        genres=TAGS, styles=TAGS, year=st.one_of(st.none(), st.integers(-(10**400), 10**400)),
        price=st.one_of(st.none(), st.floats()), wants=st.integers(-(10**400), 10**400),
        haves=st.integers(-(10**400), 10**400), condition=TEXTS, score=st.floats(),
    )  # fmt: skip


def subject_lists(most: int) -> st.SearchStrategy[list[Subject]]:
    """Return a strategy for up to `most` extreme offers, many of them alike."""
    return st.lists(subjects(), min_size=1, max_size=6).flatmap(
        lambda pool: st.lists(st.sampled_from(pool), min_size=1, max_size=most)
    )


def extreme_inputs() -> st.SearchStrategy[SelectionInput]:
    """Return a strategy for extreme inputs of a selection."""
    past_picks = st.builds(
        PastPick, genres=TAGS, average_desirability=st.floats(), average_novelty=st.floats(), rated=st.booleans()
    )
    candidates = subject_lists(50).map(
        lambda offers: tuple(Candidate(offer, index % 2 == 0) for index, offer in enumerate(offers))
    )
    return st.builds(
        SelectionInput,
        candidates=candidates,
        reference=st.one_of(st.just(()), subject_lists(100).map(tuple)),
        past=st.lists(past_picks, max_size=12).map(tuple),
    )
