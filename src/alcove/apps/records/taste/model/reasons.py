"""Explains in sentences why any model predicts that an offer is kept or skipped.

A linear surrogate over groups of offers (a label, a style, a price range ...) is fitted on the model's log-odds. Its
weights order the groups. Each group has a sentence that counts the owner's verdicts, unless the count could well be
chance, or is that of a minority. An offer that is recommended without any such group is called a guess.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import lsqr
from scipy.special import bdtrc

from alcove.apps.records.taste.model.groups import KINDS, Bands, Group, describe_group, find_groups
from alcove.apps.records.taste.model.recommenders.encoder import build_incidence_matrix
from alcove.apps.records.taste.model.values import Subject, Verdict

MAX_REASONS: Final = 3
"""The most reasons per offer."""
MAX_GROUPS: Final = 20_000
MIN_VERDICTS: Final = 3
MAX_TAIL: Final = 0.05
"""The highest probability that a group without any influence has a count as far from the overall share."""
MAX_MARKET_TAIL: Final = 0.005
"""The same for prices, grades and demand: every offer is in several of these groups, so one often stands out."""
MARKET_KINDS: Final = frozenset({"price", "condition", "demand"})
MIN_ODDS_RATIO: Final = 1.5
"""The least ratio of a group's odds and the overall odds, either way; of many verdicts a small one is significant."""
GUESS: Final = "A guess: no label, style or other group of your verdicts explains it clearly"
RIDGE_PENALTY: Final = 2.0
VERDICT_LOG_ODDS: Final = 2.0
MAX_LOG_ODDS: Final = 4.0

_Floats = NDArray[np.float64]
_Count = tuple[int, int]


def build_context(
    verdicts: Sequence[Verdict], *, chances: Sequence[float] | _Floats | None = None
) -> Mapping[str, Any]:
    """Return the context of `explain`, as plain values and arrays for the bundle.

    `chances` are the fitted model's for the same offers, shape (n,); without them the verdicts are used instead.
    """
    bands = Bands.fit([verdict.subject for verdict in verdicts])
    judged = [find_groups(verdict.subject, bands) for verdict in verdicts]
    kept = [verdict.kept for verdict in verdicts]
    overall = (sum(kept), len(kept))
    counts = _count_verdicts(judged, kept)
    sentences = {
        group: pair for group in counts if any(pair := _build_sentences(group, counts[group], overall=overall))
    }
    return {
        "price_edges": list(bands.price),
        "demand_edges": list(bands.demand),
        "kinds": [kind for kind, _ in sentences],
        "values": [value for _, value in sentences],
        "keep": [keep for keep, _ in sentences.values()],
        "skip": [skip for _, skip in sentences.values()],
        "overall": list(_overall_sentences(overall)),
        "weights": _fit_weights(judged, groups=list(sentences), odds=_log_odds(kept, chances)),
    }


def explain(
    subjects: Sequence[Subject], chances: Sequence[float] | _Floats, *, context: Mapping[str, Any]
) -> list[tuple[str, ...]]:
    """Return up to three sentences per offer, strongest first, that support its prediction.

    An offer without one gets the overall sentence, if there is one: most offers are skipped, or kept. Without that
    sentence a recommended offer is called a guess.
    """
    if not subjects or not context:
        return [()] * len(subjects)
    expected = np.asarray(chances, dtype=np.float64) >= 0.5
    skip, keep = context["overall"]
    fallbacks: list[tuple[str, ...]] = [(skip,) if skip else (), (keep or GUESS,)]
    if not context["kinds"]:
        return [fallbacks[side] for side in expected.tolist()]
    strength, indices = _find_strongest_groups(subjects, expected, context=context)
    first = np.argsort(-strength, axis=1, kind="stable")[:, :MAX_REASONS]
    selected = np.where(np.take_along_axis(strength, first, axis=1) > 0, np.take_along_axis(indices, first, axis=1), -1)
    texts = (context["skip"], context["keep"])
    return [
        tuple(texts[side][index] for index in row if index >= 0) or fallbacks[side]
        for side, row in zip(expected.tolist(), selected.tolist(), strict=True)
    ]


def _find_strongest_groups(
    subjects: Sequence[Subject], expected: NDArray[np.bool_], *, context: Mapping[str, Any]
) -> tuple[_Floats, NDArray[np.int64]]:
    # Per offer and kind the group that supports the prediction most, shape (n, kinds); strength 0 means none.
    bands = Bands(tuple(context["price_edges"]), tuple(context["demand_edges"]))
    numbers = {group: index for index, group in enumerate(zip(context["kinds"], context["values"], strict=True))}
    held = [[numbers[group] for group in find_groups(subject, bands) if group in numbers] for subject in subjects]
    offers = np.repeat(np.arange(len(held)), [len(row) for row in held])
    groups = np.fromiter(chain.from_iterable(held), dtype=np.int64, count=len(offers))
    weights = _sentence_weights(context)[expected[offers].astype(np.int64), groups]
    kinds = np.array([KINDS.index(kind) for kind in context["kinds"]])[groups]
    strength = np.zeros((len(held), len(KINDS)))
    indices = np.full((len(held), len(KINDS)), -1, dtype=np.int64)
    # The strongest are assigned last, so they remain.
    order = np.argsort(weights, kind="stable")
    strength[offers[order], kinds[order]] = weights[order]
    indices[offers[order], kinds[order]] = groups[order]
    return strength, indices


def _sentence_weights(context: Mapping[str, Any]) -> _Floats:
    # Weights of the sentences as reasons to skip (row 0) and to keep (row 1); 0 where there is none.
    weights = np.asarray(context["weights"], dtype=np.float64)
    exists = np.array([[bool(text) for text in context[side]] for side in ("skip", "keep")])
    return np.where(exists, np.maximum(0.0, np.stack((-weights, weights))), 0.0)


def _count_verdicts(judged: Sequence[Sequence[Group]], kept: Sequence[bool]) -> dict[Group, _Count]:
    # Per group the number of keepers and of verdicts, the most frequent groups first.
    counts: dict[Group, list[int]] = {}
    for groups, keeper in zip(judged, kept, strict=True):
        for group in groups:
            count = counts.setdefault(group, [0, 0])
            count[0] += keeper
            count[1] += 1
    frequent = sorted(counts.items(), key=lambda item: (-item[1][1], item[0]))[:MAX_GROUPS]
    return {group: (count[0], count[1]) for group, count in frequent if count[1] >= MIN_VERDICTS}


def _build_sentences(group: Group, count: _Count, *, overall: _Count) -> tuple[str, str]:
    # A reason to keep and one to skip; at most one is not empty, as only one of them can be the majority.
    kept, total = count
    if _is_reason(group, count=count, overall=overall):
        return _format_sentence("kept", group, count=count, overall=overall), ""
    count, overall = (total - kept, total), (overall[1] - overall[0], overall[1])
    if _is_reason(group, count=count, overall=overall):
        return "", _format_sentence("skipped", group, count=count, overall=overall)
    return "", ""


def _is_reason(group: Group, *, count: _Count, overall: _Count) -> bool:
    # Whether a verdict is that of a clear majority of the group, and clearly more frequent in it than overall.
    matching, total = count
    share = overall[0] / overall[1]
    if 2 * matching <= total or not 0 < share < 1:
        return False
    # Adding half a verdict to both sides keeps the odds finite.
    odds = (matching + 0.5) / (total - matching + 0.5) * (1 - share) / share
    tail = float(bdtrc(matching - 1, total, share))  # of the binomial distribution
    return odds >= MIN_ODDS_RATIO and tail <= (MAX_MARKET_TAIL if group[0] in MARKET_KINDS else MAX_TAIL)


def _overall_sentences(overall: _Count) -> tuple[str, str]:
    # Sentences that fit any offer: most are skipped, or most are kept; empty when all have the same verdict.
    kept, total = overall
    texts = (("skipped", total - kept), ("kept", kept))
    skip, keep = (
        f"You {verb} {count} of {total} offers overall" if _is_most(count, total) else "" for verb, count in texts
    )
    return skip, keep


def _is_most(count: int, total: int) -> bool:
    return 2 * total <= 3 * count < 3 * total


def _format_sentence(verb: str, group: Group, *, count: _Count, overall: _Count) -> str:
    # A share that is no clear majority needs the overall share for comparison.
    comparison = "" if 3 * count[0] >= 2 * count[1] else f", and {overall[0]} of {overall[1]} overall"
    return f"You {verb} {count[0]} of {count[1]} offers {describe_group(group)}{comparison}"


def _fit_weights(judged: Sequence[Sequence[Group]], *, groups: Sequence[Group], odds: _Floats) -> _Floats:
    if not groups:
        return np.zeros(0)
    numbers = {group: index for index, group in enumerate(groups)}
    held = [[numbers[group] for group in row if group in numbers] for row in judged]
    weights: _Floats = lsqr(
        build_incidence_matrix(held, width=len(groups)), odds - odds.mean(), damp=RIDGE_PENALTY**0.5, iter_lim=100
    )[0]
    return weights


def _log_odds(kept: Sequence[bool], chances: Sequence[float] | _Floats | None) -> _Floats:
    if chances is None:
        return np.where(np.asarray(kept, dtype=bool), VERDICT_LOG_ODDS, -VERDICT_LOG_ODDS)
    clipped = np.clip(np.asarray(chances, dtype=np.float64), 1e-9, 1 - 1e-9)
    return np.clip(np.log(clipped / (1 - clipped)), -MAX_LOG_ODDS, MAX_LOG_ODDS)
