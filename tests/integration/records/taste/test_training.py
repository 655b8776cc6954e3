"""A training stores its model and all predictions, or nothing."""

import os
import pickle
from dataclasses import replace
from hashlib import sha256

import msgspec
import pytest

from alcove.apps.records.catalogue.store import search
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.taste.jobs.predictions import LastRanking, predict
from alcove.apps.records.taste.jobs.training import CheckedModel, check_model, train
from alcove.apps.records.taste.store import models, training_data
from alcove.apps.records.taste.store import verdicts as verdict_store
from alcove.foundation.database import Pool
from fixtures.records.rows import add_listing, add_record, add_seller
from integration.records.taste.simulated_owner import JOB, judge

PAGE = search.PageRequest(number=1, size=20, next_url="", previous_url=None)
BY_TASTE = search.Filters(sort="taste_desc")


async def keepers_on_top(pool: Pool, filters: search.Filters) -> float:
    """Return the share of the owner's keepers among the unjudged of the first twenty."""
    page = msgspec.json.decode(await search.search_offers(pool, filters=filters, page=PAGE))
    unjudged = [item for item in page["results"] if not item["evaluated"]]
    return sum("Jazz" in item["record"]["genres"] for item in unjudged) / len(unjudged)


async def trainings(pool: Pool) -> list[tuple[str, str]]:
    """Return outcome and reason of every training."""
    rows = await pool.fetch("SELECT outcome, reason FROM discogs_training ORDER BY id")
    return [(row["outcome"], row["reason"]) for row in rows]


async def read_chances(pool: Pool) -> dict[int, float]:
    """Return the stored chance of every offer."""
    rows = await pool.fetch("SELECT listing_id, probability FROM discogs_prediction")
    return {row["listing_id"]: row["probability"] for row in rows}


async def test_a_training_stores_a_model_its_scores_and_all_predictions(shelf: Pool, fast_deps: WorkerDeps) -> None:
    """Sixty verdicts put the owner's keepers first, and the held-out scores are shown."""
    await judge(shelf, count=60)
    await train(fast_deps, JOB)
    assert await trainings(shelf) == [("trained", "")]
    assert await keepers_on_top(shelf, BY_TASTE) >= 0.75 > await keepers_on_top(shelf, search.Filters())
    performance = msgspec.json.decode(await models.read_performance(shelf))
    assert 0.75 <= performance["accuracy"] <= 1
    assert performance["sessions"][0]["num_samples"] == 60
    assert "recall" in performance["sessions"][0]["notes"]
    model = await training_data.find_current_model(shelf)
    assert model is not None
    assert await shelf.fetchval("SELECT count(*) FROM discogs_prediction WHERE model_id = $1", model.id) == 240


async def test_predictions_have_reasons_and_mark_expected_keepers(shelf: Pool, fast_deps: WorkerDeps) -> None:
    """Every prediction has its reasons, and offers expected to be kept are marked, also in their own response."""
    await judge(shelf, count=80)
    await train(fast_deps, JOB)
    rows = await shelf.fetch(
        "SELECT l.id, l.predicted_keeper, l.wire::json->>'predicted_keeper' AS told, p.probability, p.reasons"
        " FROM discogs_listing AS l JOIN discogs_prediction AS p ON p.listing_id = l.id WHERE p.open"
    )
    assert all(row["predicted_keeper"] == (row["probability"] > 0.5) for row in rows)
    assert all(row["told"] == str(row["predicted_keeper"]).lower() for row in rows)
    assert len({row["predicted_keeper"] for row in rows}) == 2
    assert sum(1 <= len(row["reasons"]) <= 3 for row in rows) > 0.9 * len(rows)
    ids = [row["id"] for row in rows[:5]]
    stored_predictions = msgspec.json.decode(
        await verdict_store.read_predictions(shelf, listing_ids=[ids[3], ids[0], 10**9])
    )
    assert [item["id"] for item in stored_predictions] == [ids[3], ids[0]]
    stored = await read_chances(shelf)
    assert [item["probability"] for item in stored_predictions] == [stored[ids[3]], stored[ids[0]]]


async def test_too_few_verdicts_change_nothing(shelf: Pool, fast_deps: WorkerDeps) -> None:
    """With too few verdicts there is no training, and the reason is stored."""
    await judge(shelf, count=12)
    await train(fast_deps, JOB)
    [(outcome, reason)] = await trainings(shelf)
    assert outcome == "kept"
    assert "12" in reason
    assert "20" in reason
    assert await training_data.find_current_model(shelf) is None


@pytest.mark.slow
async def test_verdicts_of_one_kind_keep_the_old_model(shelf: Pool, fast_deps: WorkerDeps) -> None:
    """If all verdicts are equal, the reason is stored and the predictions of the old model stay."""
    await judge(shelf, count=60)
    await train(fast_deps, JOB)
    before, model = await read_chances(shelf), await training_data.find_current_model(shelf)
    await shelf.execute("UPDATE discogs_listing SET kept = false WHERE evaluated")
    await train(fast_deps, JOB)
    assert [outcome for outcome, _ in await trainings(shelf)] == ["trained", "kept"]
    assert await read_chances(shelf) == before
    assert await training_data.find_current_model(shelf) == model


@pytest.mark.slow
async def test_the_same_verdicts_are_not_trained_twice(shelf: Pool, fast_deps: WorkerDeps) -> None:
    """A second training with the same verdicts changes nothing; another verdict or other options do."""
    await judge(shelf, count=40)
    await train(fast_deps, JOB)
    await train(fast_deps, JOB)
    assert len(await trainings(shelf)) == 1
    await judge(shelf, count=1)
    await train(fast_deps, JOB)
    assert len(await trainings(shelf)) == 2
    await train(replace(fast_deps, settings=RecordsSettings(ml_recommender="baseline")), JOB)
    assert len(await trainings(shelf)) == 3


@pytest.mark.slow
async def test_new_and_changed_offers_are_predicted_by_the_current_model(shelf: Pool, fast_deps: WorkerDeps) -> None:
    """The next job predicts scraped offers; unchanged offers keep their prediction."""
    await judge(shelf, count=60)
    await train(fast_deps, JOB)
    before = await read_chances(shelf)
    seller = await add_seller(shelf, "bert")
    fresh = [
        await add_listing(
            shelf, seller=seller, record=await add_record(shelf, f"fresh-{genre}", genres=(genre,), styles=())
        )
        for genre in ("Jazz", "Rock")
    ]
    changed = min(before)
    await shelf.execute("UPDATE discogs_listing SET record_price = record_price + 300 WHERE id = $1", changed)
    await predict(fast_deps, JOB, last_ranking=LastRanking())
    after = await read_chances(shelf)
    assert after[fresh[0]] > after[fresh[1]]
    assert {key for key in before if after[key] != before[key]} <= {changed}
    assert await shelf.fetchval("SELECT count(*) FROM discogs_prediction WHERE model_id IS NULL") == 0


@pytest.mark.slow
async def test_a_corrupted_bundle_means_untrained(shelf: Pool, fast_deps: WorkerDeps) -> None:
    """Once the stored bytes change, chances are 0.5, and the check removes the marks."""
    await judge(shelf, count=60)
    await train(fast_deps, JOB)
    listing = await shelf.fetchval("SELECT id FROM discogs_listing WHERE predicted_keeper AND NOT evaluated LIMIT 1")
    await shelf.execute("UPDATE discogs_recommendationmodel SET model_data = set_byte(model_data, 900, 7)")
    assert msgspec.json.decode(await models.read_performance(shelf))["accuracy"] == 0
    untrained = [{"id": listing, "prediction": False, "probability": 0.5, "reasons": []}]
    assert msgspec.json.decode(await verdict_store.read_predictions(shelf, listing_ids=[listing])) == untrained
    await check_model(fast_deps, CheckedModel())
    assert await shelf.fetchval("SELECT count(*) FROM discogs_listing WHERE predicted_keeper AND NOT evaluated") == 0
    assert await shelf.fetchval("SELECT refused FROM discogs_recommendationmodel") is not None
    await train(fast_deps, JOB)
    assert msgspec.json.decode(await verdict_store.read_predictions(shelf, listing_ids=[listing])) != untrained


class Malicious:
    """Creates a file when it is unpickled."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (self._path,)


async def test_a_foreign_bundle_is_rejected_and_never_executed(
    shelf: Pool, fast_deps: WorkerDeps, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A pickle with a valid checksum is not executed: it is rejected, and the state is untrained."""
    trap = tmp_path_factory.mktemp("trap") / "sprung"
    data = pickle.dumps(Malicious(str(trap)))
    await shelf.execute(
        "INSERT INTO discogs_recommendationmodel (recommender, model_version, model_data, checksum)"
        " VALUES ('improved', '1', $1, $2)", data, sha256(data).digest(),
    )  # fmt: skip
    assert await training_data.find_current_model(shelf) is not None
    await check_model(fast_deps, CheckedModel())
    assert await training_data.find_current_model(shelf) is None
    assert not trap.exists()


async def test_models_of_older_programs_are_ignored(shelf: Pool, fast_deps: WorkerDeps) -> None:
    """Pickles that older programs stored are not read and cause no warnings."""
    await shelf.execute("INSERT INTO discogs_recommendationmodel (model_data) VALUES ('\\x80049500')")
    assert await training_data.find_current_model(shelf) is None
    await check_model(fast_deps, CheckedModel())
    assert await shelf.fetchval("SELECT refused FROM discogs_recommendationmodel") is None


@pytest.mark.slow
async def test_extreme_offers_are_trained(shelf: Pool, fast_deps: WorkerDeps) -> None:
    """Empty texts and extreme numbers among the verdicts and the offers do not affect others."""
    seller = await add_seller(shelf, "carl")
    for number in range(6):
        record = await add_record(
            shelf, f"odd-{number}", artist="", title="", label="", form="", wants=2**31 - 1, haves=0, year=None,
            genres=(), styles=(),
        )  # fmt: skip
        await add_listing(
            shelf, seller=seller, record=record, price="9999999999.99", condition="?", evaluated=number < 3
        )
    await judge(shelf, count=60)
    await train(fast_deps, JOB)
    assert await trainings(shelf) == [("trained", "")]
    values = (await read_chances(shelf)).values()
    assert all(0 <= value <= 1 for value in values)


@pytest.mark.slow
async def test_old_bundles_are_deleted_and_old_metrics_stay(shelf: Pool, fast_deps: WorkerDeps) -> None:
    """Only the newest three bundles are kept; every model's row and metrics remain."""
    for _ in range(5):
        await judge(shelf, count=25)
        await train(fast_deps, JOB)
    counts = "SELECT count(*), count(model_data) FROM discogs_recommendationmodel"
    assert tuple(await shelf.fetchrow(counts)) == (5, 3)
    assert await shelf.fetchval("SELECT count(*) FROM discogs_recommendationmetrics") == 5
