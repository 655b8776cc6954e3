"""Reasons are true, verifiable, support the prediction, and are empty if there are none."""

import json
import math
import re
from collections.abc import Sequence

import numpy as np
import pytest

from alcove.apps.records.taste.model.groups import Bands, describe_group, find_groups
from alcove.apps.records.taste.model.reasons import GUESS, MAX_REASONS, build_context, explain
from alcove.apps.records.taste.model.values import Subject, Verdict
from unit.records.taste.sample_offers import offer, offers, verdicts

SENTENCE = re.compile(r"You (kept|skipped) (\d+) of (\d+) offers (.+?)(?:, and (\d+) of (\d+) overall)?", re.DOTALL)


def explain_one(subject: Subject, chance: float, owner_verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Return the reasons for one offer."""
    (reasons,) = explain([subject], [chance], context=build_context(owner_verdicts))
    return reasons


def verdicts_by_label(counts: dict[str, tuple[int, int]]) -> list[Verdict]:
    """Return verdicts that differ only in the label: the number of kept and of skipped offers per label."""
    labels = [(label, keep) for label, (kept, skipped) in counts.items() for keep in [True] * kept + [False] * skipped]
    return [Verdict(subject=offer(index, label=label), kept=keep) for index, (label, keep) in enumerate(labels)]


def test_a_label_that_is_mostly_kept_is_a_reason_to_keep() -> None:
    """The sentence has the number of verdicts on that label."""
    owner_verdicts = verdicts_by_label({"Blue Note": (8, 1), "Sire": (1, 9), "ECM": (3, 4)})
    assert explain_one(offer(label="Blue Note"), 0.9, owner_verdicts) == ("You kept 8 of 9 offers on Blue Note",)
    assert explain_one(offer(label="Sire"), 0.1, owner_verdicts) == ("You skipped 9 of 10 offers on Sire",)


def test_a_reason_never_contradicts_the_prediction() -> None:
    """A label that is mostly kept is no reason for an offer that is predicted to be skipped."""
    owner_verdicts = verdicts_by_label({"Blue Note": (8, 1), "Sire": (1, 9)})
    assert explain_one(offer(label="Blue Note"), 0.1, owner_verdicts) == ()
    assert explain_one(offer(label="Sire"), 0.9, owner_verdicts) == (GUESS,)


def test_an_average_label_is_no_reason() -> None:
    """A label that is kept as often as any other is no reason, nor is an unknown one."""
    owner_verdicts = verdicts_by_label({"Blue Note": (5, 5), "Sire": (5, 5), "ECM": (4, 5)})
    assert explain_one(offer(label="Blue Note"), 0.9, owner_verdicts) == (GUESS,)
    counts = {"Blue Note": (8, 1), "Sire": (1, 9)}
    assert explain_one(offer(label="Never Seen"), 0.9, verdicts_by_label(counts)) == (GUESS,)


@pytest.mark.parametrize("counts", [(1, 0), (2, 0), (1, 1), (1, 2), (4, 5), (2, 1)], ids=str)
def test_few_verdicts_and_minorities_are_no_reason(counts: tuple[int, int]) -> None:
    """Two verdicts are too few, a minority is no reason to keep, and two of three may be chance."""
    owner_verdicts = verdicts_by_label({"Blue Note": counts, "Sire": (4, 20)})
    assert explain_one(offer(label="Blue Note"), 0.9, owner_verdicts) == (GUESS,)


def test_three_verdicts_are_a_reason_if_keeping_is_rare() -> None:
    """Three of three stand out from one in ten, and not from one in two."""
    rare = verdicts_by_label({"Blue Note": (3, 0), "Sire": (1, 36)})
    usual = verdicts_by_label({"Blue Note": (3, 0), "Sire": (15, 18)})
    assert explain_one(offer(label="Blue Note"), 0.9, rare) == ("You kept 3 of 3 offers on Blue Note",)
    assert explain_one(offer(label="Blue Note"), 0.9, usual) == (GUESS,)


def test_a_narrow_majority_is_compared_with_the_overall_share() -> None:
    """Five of nine is shown together with the overall share of one in nine."""
    owner_verdicts = verdicts_by_label({"Blue Note": (5, 4), "Sire": (1, 44)})
    assert explain_one(offer(label="Blue Note"), 0.6, owner_verdicts) == (
        "You kept 5 of 9 offers on Blue Note, and 6 of 54 overall",
    )


@pytest.mark.parametrize("seed", range(6))
def test_prices_and_grades_that_tell_nothing_are_not_named(seed: int) -> None:
    """For an owner of dub and some labels, prices, grades and demand are no reasons, whatever the sample."""
    for count in (20, 60, 150):
        context = build_context(verdicts(count, seed=seed))
        assert {"price", "condition", "demand"}.isdisjoint(context["kinds"])


def test_prices_and_grades_that_decide_are_named() -> None:
    """For an owner who buys what is cheap and near mint, both are reasons."""
    subjects = [one for one in offers(400) if one.price is not None]
    owner_verdicts = [
        Verdict(subject=one, kept=(one.price or 0) < 50 and one.condition.startswith(("Mint", "Near Mint")))
        for one in subjects
    ]
    context = build_context(owner_verdicts)
    assert {"price", "condition"} <= set(context["kinds"])


@pytest.mark.parametrize("count", [20, 50, 150])
def test_every_recommended_offer_has_a_reason_or_is_a_guess(count: int) -> None:
    """No offer with a chance of at least one half is without a sentence."""
    context = build_context(verdicts(count))
    explanations = explain(offers(200, seed=9), [0.5, 0.8] * 100, context=context)
    assert all(explanations)
    assert all(sentences == (GUESS,) or GUESS not in sentences for sentences in explanations)


def test_without_a_specific_reason_the_overall_share_is_one() -> None:
    """An offer unlike all others is skipped because most are; if it is kept, there is no reason."""
    owner_verdicts = verdicts_by_label({"Blue Note": (4, 5), "Sire": (1, 40)})
    assert explain_one(offer(label="Never Seen"), 0.1, owner_verdicts) == ("You skipped 45 of 50 offers overall",)
    assert explain_one(offer(label="Never Seen"), 0.9, owner_verdicts) == (GUESS,)
    similar = [Verdict(subject=offer(index), kept=index % 4 > 0) for index in range(20)]
    assert explain_one(offer(), 0.9, similar) == ("You kept 15 of 20 offers overall",)


def test_every_number_can_be_checked() -> None:
    """Counting the verdicts again gives the numbers of every sentence, and there are at most three sentences."""
    owner_verdicts = verdicts(150)
    context = build_context(owner_verdicts)
    bands = Bands.fit([verdict.subject for verdict in owner_verdicts])
    counted: dict[str, list[bool]] = {}
    for verdict in owner_verdicts:
        for group in find_groups(verdict.subject, bands):
            counted.setdefault(describe_group(group), []).append(verdict.kept)
    counted["overall"] = [verdict.kept for verdict in owner_verdicts]
    subjects = offers(300, seed=11)
    chances = np.random.default_rng(1).random(len(subjects))
    reasons = explain(subjects, chances, context=context)
    assert sum(map(len, reasons)) > len(subjects) / 2
    for subject, chance, sentences in zip(subjects, chances, reasons, strict=True):
        group_texts = [describe_group(group) for group in find_groups(subject, bands)]
        assert len(sentences) <= MAX_REASONS
        for sentence in sentences:
            if sentence == GUESS:
                assert chance >= 0.5
                continue
            match = SENTENCE.fullmatch(sentence)
            assert match, sentence
            verb, count, total, group_name = match.group(1, 2, 3, 4)
            assert group_name in group_texts or (group_name == "overall" and len(sentences) == 1)
            assert (verb == "kept") == (chance >= 0.5)
            assert int(total) == len(counted[group_name])
            assert int(count) == sum(kept == (verb == "kept") for kept in counted[group_name])


def test_reasons_are_of_different_kinds() -> None:
    """Two styles of one offer do not replace its label or its price."""
    context = build_context(verdicts(150))
    kinds = dict(
        zip(
            [describe_group(group) for group in zip(context["kinds"], context["values"], strict=True)],
            context["kinds"],
            strict=True,
        )
    )
    for sentences in explain(offers(200, seed=5), [0.1] * 200, context=context):
        names = [found.group(4) for sentence in sentences if (found := SENTENCE.fullmatch(sentence))]
        assert len({kinds[name] for name in names}) == len(names)


def test_the_model_decides_the_order_of_reasons() -> None:
    """Of two groups with equal verdicts, the one that the model uses comes first."""
    owner_verdicts = [
        Verdict(subject=offer(index, label=f"L{index % 2}", year=1965 + 10 * (index % 2)), kept=not index % 2)
        for index in range(20)
    ] + [
        Verdict(subject=offer(20, label="L0", year=1975), kept=True),
        Verdict(subject=offer(21, label="L1", year=1965), kept=False),
    ]
    goes_by_label = [0.9 if verdict.subject.label == "L0" else 0.1 for verdict in owner_verdicts]
    goes_by_year = [0.9 if verdict.subject.year == 1965 else 0.1 for verdict in owner_verdicts]
    subject = offer(label="L0", year=1965)
    (by_label_first,) = explain([subject], [0.9], context=build_context(owner_verdicts, chances=goes_by_label))
    (by_year_first,) = explain([subject], [0.9], context=build_context(owner_verdicts, chances=goes_by_year))
    assert by_label_first[0].endswith("on L0")
    assert by_year_first[0].endswith("from the 1960s")


@pytest.mark.parametrize(
    "owner_verdicts",
    [
        [],
        [Verdict(subject=offer(), kept=True)],
        [Verdict(subject=offer(index), kept=True) for index in range(30)],
        [Verdict(subject=offer(index), kept=False) for index in range(30)],
    ],
    ids=["none", "one", "all kept", "all skipped"],
)
def test_verdicts_of_one_kind_give_no_reasons(owner_verdicts: list[Verdict]) -> None:
    """Without both kinds of verdicts there are no reasons, and a recommendation is a guess."""
    assert explain_one(offer(), 0.1, owner_verdicts) == ()
    assert explain_one(offer(), 0.9, owner_verdicts) == (GUESS,)


def test_an_empty_input_has_no_reasons() -> None:
    """No offers have no reasons, and an empty context explains nothing."""
    assert explain([], [], context=build_context(verdicts(40))) == []
    assert explain([offer(), offer()], [0.1, 0.9], context={}) == [(), ()]


def test_extreme_offers_are_explained() -> None:
    """NaN, infinity, empty and long texts neither raise nor appear in a sentence."""
    absurd = [
        offer(1, price=math.nan, wants=-(10**12), haves=-1, year=10**9, condition="?", label="", artist=""),
        offer(2, price=math.inf, wants=10**18, haves=0, styles=(), genres=(), format="", title=""),
        offer(3, price=10.0**12, label="x" * 100_000, styles=tuple(f"Style {index}" for index in range(1_000))),
    ]
    owner_verdicts = [
        *verdicts(60),
        *(Verdict(subject=subject, kept=bool(index % 2)) for index, subject in enumerate(absurd)),
    ]
    context = build_context(owner_verdicts, chances=[0.0, 1.0] * 31 + [0.5])
    assert np.isfinite(context["weights"]).all()
    for sentences in explain(absurd, [0.0, 1.0, 0.5], context=context):
        assert all(len(sentence) < 200 and "nan" not in sentence for sentence in sentences)


def test_a_context_can_be_stored() -> None:
    """Everything but the weights is JSON, and a restored context gives the same reasons."""
    context = build_context(verdicts(100))
    restored = json.loads(json.dumps({name: value for name, value in context.items() if name != "weights"}))
    subjects, chances = offers(50, seed=3), [0.7] * 50
    assert explain(subjects, chances, context=restored | {"weights": context["weights"]}) == explain(
        subjects, chances, context=context
    )
