"""The answers of a recommender, taken apart: whoever answers may answer anything."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeGuard, TypeVar

import msgspec

from alcove.apps.records.model.delegated import Opinion, Proposal
from alcove.apps.records.sources.door import Door, words

MOST_REASONS: Final = 3
LONGEST_METHOD: Final = 50
_LARGEST_ID: Final = 2**63 - 1
_LARGEST_COUNT: Final = 2**31 - 1
_LARGEST_SEED: Final = 2**53

N = TypeVar("N", float, float | None)


def read_opinions(door: Door, content: bytes, *, asked: Sequence[int]) -> dict[int, Opinion]:
    """Return the predictions that can be believed; one that cannot does not spoil the others."""
    given = _object(door, content).get("predictions")
    if not isinstance(given, list):
        raise door.senseless("there is no list of predictions")
    wanted = frozenset(asked)
    found: dict[int, Opinion] = {}
    for item in given:
        opinion = _opinion(item) if isinstance(item, dict) else None
        number = item.get("id") if opinion is not None else None
        if opinion is not None and _is_whole(number) and number in wanted:
            found.setdefault(number, opinion)
    if given and not found:
        raise door.senseless("none of the predictions is one that was asked for")
    return found


def read_training(door: Door, content: bytes) -> str:
    """Return what is said of a training."""
    answer = _object(door, content)
    if answer.get("success") is not True:
        raise door.senseless(words(answer.get("error")) or "the training was not a success")
    return words(answer.get("message"))


def read_proposal(door: Door, content: bytes) -> Proposal:
    """Return a record of the day with all its terms."""
    answer = _object(door, content)
    if answer.get("success") is not True:
        raise door.senseless(words(answer.get("error")) or "nothing was drawn")
    terms = answer.get("breakdown")
    listing_id = answer.get("listing_id")
    if not isinstance(terms, dict) or not _is_whole(listing_id) or not 0 < listing_id <= _LARGEST_ID:
        raise door.senseless("the record that was drawn has no id or no terms")
    try:
        return _proposal(listing_id, terms, seed=answer.get("seed"))
    except ValueError as error:
        raise door.senseless(error) from error


def _proposal(listing_id: int, terms: Mapping[str, Any], *, seed: object) -> Proposal:
    return Proposal(
        listing_id=listing_id,
        model_score=_needed(terms, "model_score"),
        entropy_measure=_within(_needed(terms, "entropy_measure"), name="entropy_measure", most=1.0),
        system_temperature=_within(_needed(terms, "system_temperature"), name="system_temperature", most=10.0),
        utility_term=_number(terms, "utility_term"),
        entropy_term=_number(terms, "entropy_term"),
        free_energy=_number(terms, "free_energy"),
        selection_probability=_within(_number(terms, "selection_probability"), name="selection_probability", most=1.0),
        total_candidates=_count(terms, "total_candidates"),
        cluster_count=_count(terms, "cluster_count"),
        selection_method=_method(terms),
        seed=seed if _is_whole(seed) and 0 <= seed < _LARGEST_SEED else None,
    )


def _opinion(item: Mapping[str, Any]) -> Opinion | None:
    chance = item.get("probability")
    if not _is_number(chance) or not 0 <= chance <= 1:
        return None
    reasons = item.get("reasons")
    shown = [words(reason) for reason in reasons[:MOST_REASONS]] if isinstance(reasons, list) else []
    return Opinion(float(chance), tuple(filter(None, shown)))


def _needed(terms: Mapping[str, Any], name: str) -> float:
    number = _number(terms, name)
    if number is None:
        raise ValueError(f"{name} is missing")
    return number


def _number(terms: Mapping[str, Any], name: str) -> float | None:
    value = terms.get(name)
    if value is None:
        return None
    if not _is_number(value):
        raise ValueError(f"{name} is no finite number")
    return float(value)


def _within(number: N, *, name: str, most: float) -> N:
    if number is not None and not 0 <= number <= most:
        raise ValueError(f"{name} is not from 0 to {most:g}")
    return number


def _count(terms: Mapping[str, Any], name: str) -> int | None:
    value = terms.get(name)
    if value is None:
        return None
    if not _is_whole(value) or not 0 <= value <= _LARGEST_COUNT:
        raise ValueError(f"{name} is no number of things")
    return int(value)


def _method(terms: Mapping[str, Any]) -> str:
    method = words(terms.get("selection_method"))
    if not 0 < len(method) <= LONGEST_METHOD:
        raise ValueError("selection_method is no short text")
    return method


def _object(door: Door, content: bytes) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise door.senseless("it is no JSON") from error
    if not isinstance(value, dict):
        raise door.senseless("it is no JSON object")
    return value


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> TypeGuard[float]:
    """Tell whether a value is a finite number; JSON can hold whole ones that no float is large enough for."""
    if isinstance(value, float):
        return math.isfinite(value)
    return _is_whole(value) and abs(value) <= _LARGEST_ID
