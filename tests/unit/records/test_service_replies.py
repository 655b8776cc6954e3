"""Validation of the responses of a recommender service."""

import json

import msgspec
import pytest

from alcove.apps.records.daily_pick.model import Pick
from alcove.apps.records.daily_pick.service.service_selection import Proposal
from alcove.apps.records.sources.service_client import DECODE_ERRORS
from alcove.apps.records.taste.service.recommender_service import PredictResponse

TERMS = {
    "model_score": 7.5, "entropy_measure": 0.25, "system_temperature": 0.75, "utility_term": -0.5,
    "entropy_term": 0.1875, "free_energy": -0.6875, "selection_probability": 0.125, "total_candidates": 50,
    "cluster_count": 5, "selection_method": "their_own_way",
}  # fmt: skip


def proposal(listing_id: object, **terms: object) -> bytes:
    """Return a proposal as a service sends it."""
    return json.dumps({"listing_id": listing_id, "breakdown": TERMS | terms}).encode()


def read_pick(reply: bytes) -> Pick | None:
    """Return the pick that a service proposes; None if it is invalid."""
    try:
        return msgspec.json.decode(reply, type=Proposal).to_pick()
    except DECODE_ERRORS:
        return None


def test_a_proposal_is_read_unchanged() -> None:
    """All terms are kept; missing optional ones are None."""
    pick = read_pick(proposal(3, utility_term=None, cluster_count=None))
    assert pick is not None
    expected = TERMS | {"listing_id": 3, "utility_term": None, "cluster_count": None}
    assert {name: getattr(pick, name) for name in expected} == expected


@pytest.mark.parametrize(
    "reply",
    [
        *(proposal(listing_id) for listing_id in (0, -1, 2**63, 10**40, True, 1.5, "1", None)),
        proposal(1, model_score="7"),
        proposal(1, model_score=None),
        proposal(1, entropy_measure=10**400),
        proposal(1, total_candidates=-1),
        proposal(1, total_candidates=2**31),
        proposal(1, cluster_count=2.5),
        proposal(1, selection_method=""),
        proposal(1, selection_method="x" * 51),
        proposal(1, selection_method=7),
        b'{"listing_id": 1, "breakdown": {"model_score": NaN}}',
        b'{"listing_id": 1, "breakdown": []}',
        b'{"listing_id": 1}',
    ],
)
def test_invalid_proposals_are_ignored(reply: bytes) -> None:
    """An invalid record id, or terms that are not finite numbers in their range, give None."""
    assert read_pick(reply) is None


@pytest.mark.parametrize("probability", ["-0.1", "1.1", '"0.9"', "null", "true", str(10**30), "[]", "{}", "1e999"])
def test_invalid_probabilities_are_left_out(probability: str) -> None:
    """A probability that is not a number from 0 to 1 is left out, and the other predictions are kept."""
    reply = '{"predictions": [{"id": 1, "probability": %s}, {"id": 2, "probability": 0.75}]}' % probability  # noqa: UP031
    predictions = msgspec.json.decode(reply, type=PredictResponse).by_id()
    assert {listing_id: prediction.probability for listing_id, prediction in predictions.items()} == {2: 0.75}
