"""Says in plain words why an offer is expected to be kept or skipped, whatever model expects it.

Two questions are answered apart. What moves the model is asked of the model: a linear surrogate over groups of offers
(a label, a style, a price range ...) is fitted on its log-odds. What may be said is asked of the verdicts: a sentence
counts them, and is left out where the count does not stand out from the owner's usual share.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import lsqr

from alcove.apps.records.taste.model.groups import KINDS, Bands, Group, describe_group, find_groups
from alcove.apps.records.taste.model.recommenders.encoder import build_incidence_matrix
from alcove.apps.records.taste.model.values import Subject, Verdict

MAX_REASONS: Final = 3
"""How many reasons an offer carries at most."""
MAX_GROUPS: Final = 20_000
MIN_VERDICTS: Final = 2
MIN_DEVIATIONS: Final = 1.0
"""How many standard deviations a group's count must be from the owner's usual share."""
MIN_ODDS_RATIO: Final = 1.5
"""How many times the usual odds a group's odds must be, or the usual odds the group's."""
RIDGE_PENALTY: Final = 2.0
VERDICT_LOG_ODDS: Final = 2.0
MAX_LOG_ODDS: Final = 4.0

_Floats = NDArray[np.float64]
_Count = tuple[int, int]


def build_context(
    verdicts: Sequence[Verdict], *, chances: Sequence[float] | _Floats | None = None
) -> Mapping[str, Any]:
    """Return what `explain` needs, as plain values and arrays for the bundle.

    `chances` are the fitted model's own for the same offers, shape (n,); without them the verdicts stand for the model.
    """
    bands = Bands.of([verdict.subject for verdict in verdicts])
    judged = [find_groups(verdict.subject, bands) for verdict in verdicts]
    kept = [verdict.kept for verdict in verdicts]
    usual = (sum(kept), len(kept))
    counts = _count_verdicts(judged, kept)
    told = {group: said for group in counts if any(said := _build_sentences(group, counts[group], usual=usual))}
    return {
        "price_edges": list(bands.price),
        "demand_edges": list(bands.demand),
        "kinds": [kind for kind, _ in told],
        "values": [value for _, value in told],
        "keep": [keep for keep, _ in told.values()],
        "skip": [skip for _, skip in told.values()],
        "overall": list(_overall_sentences(usual)),
        "weights": _fit_weights(judged, groups=list(told), odds=_log_odds(kept, chances)),
    }


def explain(
    subjects: Sequence[Subject], chances: Sequence[float] | _Floats, *, context: Mapping[str, Any]
) -> list[tuple[str, ...]]:
    """Return up to three sentences per offer, strongest first, each in favour of what is expected of it.

    Where nothing particular speaks for it, the owner's habit does, if there is one: most offers are skipped, or kept.
    """
    if not subjects or not context:
        return [()] * len(subjects)
    expected = np.asarray(chances, dtype=np.float64) >= 0.5
    overall = [(text,) if text else () for text in context["overall"]]
    if not context["kinds"]:
        return [overall[side] for side in expected.tolist()]
    strength, places = _find_strongest_groups(subjects, expected, context=context)
    first = np.argsort(-strength, axis=1, kind="stable")[:, :MAX_REASONS]
    chosen = np.where(np.take_along_axis(strength, first, axis=1) > 0, np.take_along_axis(places, first, axis=1), -1)
    texts = (context["skip"], context["keep"])
    return [
        tuple(texts[side][place] for place in row if place >= 0) or overall[side]
        for side, row in zip(expected.tolist(), chosen.tolist(), strict=True)
    ]


def _find_strongest_groups(
    subjects: Sequence[Subject], expected: NDArray[np.bool_], *, context: Mapping[str, Any]
) -> tuple[_Floats, NDArray[np.int64]]:
    # Per offer and kind the group that speaks most for what is expected, shape (n, kinds); strength 0: none does.
    bands = Bands(tuple(context["price_edges"]), tuple(context["demand_edges"]))
    numbers = {group: place for place, group in enumerate(zip(context["kinds"], context["values"], strict=True))}
    held = [[numbers[group] for group in find_groups(subject, bands) if group in numbers] for subject in subjects]
    offers = np.repeat(np.arange(len(held)), [len(row) for row in held])
    groups = np.fromiter(chain.from_iterable(held), dtype=np.int64, count=len(offers))
    worth = _sentence_weights(context)[expected[offers].astype(np.int64), groups]
    kinds = np.array([KINDS.index(kind) for kind in context["kinds"]])[groups]
    strength = np.zeros((len(held), len(KINDS)))
    places = np.full((len(held), len(KINDS)), -1, dtype=np.int64)
    # The strongest are written last, and so they stay.
    order = np.argsort(worth, kind="stable")
    strength[offers[order], kinds[order]] = worth[order]
    places[offers[order], kinds[order]] = groups[order]
    return strength, places


def _sentence_weights(context: Mapping[str, Any]) -> _Floats:
    # What each sentence is worth as a reason to skip (row 0) and to keep (row 1); 0 where there is no sentence.
    weights = np.asarray(context["weights"], dtype=np.float64)
    said = np.array([[bool(text) for text in context[side]] for side in ("skip", "keep")])
    return np.where(said, np.maximum(0.0, np.stack((-weights, weights))), 0.0)


def _count_verdicts(judged: Sequence[Sequence[Group]], kept: Sequence[bool]) -> dict[Group, _Count]:
    # Per group how many were kept of how many, the commonest groups first; there is an end to them.
    counts: dict[Group, list[int]] = {}
    for groups, keeper in zip(judged, kept, strict=True):
        for group in groups:
            count = counts.setdefault(group, [0, 0])
            count[0] += keeper
            count[1] += 1
    common = sorted(counts.items(), key=lambda item: (-item[1][1], item[0]))[:MAX_GROUPS]
    return {group: (count[0], count[1]) for group, count in common if count[1] >= MIN_VERDICTS}


def _build_sentences(group: Group, count: _Count, *, usual: _Count) -> tuple[str, str]:
    # A reason to keep and one to skip; at most one of them is not empty, as a share is above the usual one or below it.
    kept, total = count
    expected = total * usual[0] / usual[1]
    if not _is_significant(count, usual):
        return "", ""
    if kept > expected:
        return _format_sentence("kept", group, count=count, usual=usual), ""
    return "", _format_sentence("skipped", group, count=(total - kept, total), usual=(usual[1] - usual[0], usual[1]))


def _is_significant(count: _Count, usual: _Count) -> bool:
    kept, total = count
    share = usual[0] / usual[1]
    spread = math.sqrt(total * share * (1 - share))
    if spread == 0 or abs(kept - total * share) < MIN_DEVIATIONS * spread:
        return False
    # Half a verdict either way keeps the odds finite.
    odds = (kept + 0.5) / (total - kept + 0.5) * (1 - share) / share
    return max(odds, 1 / odds) >= MIN_ODDS_RATIO


def _overall_sentences(usual: _Count) -> tuple[str, str]:
    # What may be said of any offer: that most are skipped, or that most are kept; nothing when all have one verdict.
    kept, total = usual
    texts = (("skipped", total - kept), ("kept", kept))
    skip, keep = (
        f"You {verb} {count} of {total} offers overall" if _is_most(count, total) else "" for verb, count in texts
    )
    return skip, keep


def _is_most(count: int, total: int) -> bool:
    return 2 * total <= 3 * count < 3 * total


def _format_sentence(verb: str, group: Group, *, count: _Count, usual: _Count) -> str:
    # A share that is no clear majority says something only beside the usual share.
    beside = "" if 3 * count[0] >= 2 * count[1] else f", and {usual[0]} of {usual[1]} overall"
    return f"You {verb} {count[0]} of {count[1]} offers {describe_group(group)}{beside}"


def _fit_weights(judged: Sequence[Sequence[Group]], *, groups: Sequence[Group], odds: _Floats) -> _Floats:
    if not groups:
        return np.zeros(0)
    numbers = {group: place for place, group in enumerate(groups)}
    held = [[numbers[group] for group in row if group in numbers] for row in judged]
    found: _Floats = lsqr(
        build_incidence_matrix(held, width=len(groups)), odds - odds.mean(), damp=RIDGE_PENALTY**0.5, iter_lim=100
    )[0]
    return found


def _log_odds(kept: Sequence[bool], chances: Sequence[float] | _Floats | None) -> _Floats:
    if chances is None:
        return np.where(np.asarray(kept, dtype=bool), VERDICT_LOG_ODDS, -VERDICT_LOG_ODDS)
    likely = np.clip(np.asarray(chances, dtype=np.float64), 1e-9, 1 - 1e-9)
    return np.clip(np.log(likely / (1 - likely)), -MAX_LOG_ODDS, MAX_LOG_ODDS)
