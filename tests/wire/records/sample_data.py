"""Sample data with known responses."""

from datetime import timedelta

from alcove.foundation.database import Pool
from fixtures.records.rows import THEN, add_listing, add_record, add_seller

_SCRAPE = """
INSERT INTO discogs_scrape (seller, mode, state, page, pages, items, seen, kept, new, updated, skipped, unpriced,
    failed, complete, stop_reason, requested_at, started_at, updated_at, finished_at)
VALUES ('Plattenladen', 'new', 'done', 2, 2, 120, 120, 80, 60, 20, 40, 1, 0, true, 'end', $1, $1, $2, $2)
"""
_SESSION = """
INSERT INTO discogs_recommendationmetrics (session_date, accuracy, precision, num_samples, notes)
VALUES ($1, 0.875, 0.8, 40, 'first'), ($2, 2.0 / 3, 0.5, 60, '')
"""


_MODEL = """
INSERT INTO discogs_recommendationmodel
    (recommender, model_version, model_data, checksum, last_accuracy, created_at, updated_at)
VALUES ('blend', '1', 'a bundle', sha256('a bundle'), 0.8125, $1, $1) RETURNING id
"""
_TRAINING = """
INSERT INTO discogs_training (outcome, reason, labels, keepers, folds, model_id, rivals, started_at, finished_at)
VALUES ('kept', '12 of 20 verdicts needed', 12, 3, 0, NULL, '[]', $2, $3), ('trained', '', 32, 9, 5, $1, $4, $2, $3)
"""
_PREDICTION = (
    "UPDATE discogs_prediction SET probability = $2, reasons = $3, turn = $4, model_id = $5 WHERE listing_id = $1"
)
RIVALS = """[
    {"name": "blend", "title": "Regression and randomised trees", "seconds": 1.5, "error": "", "scores": {
     "accuracy": 0.8125, "precision": 0.75,
     "recall": 0.6667, "f1": 0.7059, "roc_auc": 0.9, "brier": 0.125, "log_loss": 0.4,
     "precision_at_20": 0.45}},
    {"name": "baseline", "title": "Baseline forest", "seconds": 0.25, "error": "no words", "scores": null}
]"""


async def taste(pool: Pool) -> None:
    """Store a model, two trainings and a prediction for every sample offer."""
    later = THEN + timedelta(days=1)
    model = await pool.fetchval(_MODEL, later)
    await pool.execute(_TRAINING, model, THEN, later, RIVALS)
    chances: tuple[tuple[int, float, list[str], int | None], ...] = (
        (1, 0.9, ["You kept 3 of 4 offers on Blue Note"], 2),
        (2, 0.45, ["House: skipped 4 of 5"], 1),
        (3, 0.9, [], None),
        (4, 0.95, ["You kept it"], None),
        (5, 0.1, [], 3),
        (6, 0.99, [], None),
    )
    for listing, chance, reasons, turn in chances:
        await pool.execute(_PREDICTION, listing, chance, reasons, turn, model)


async def stock(pool: Pool) -> None:
    """Store two sellers, four records and six offers, two trainings and a scrape."""
    laden, under = await add_seller(pool, "Plattenladen", currency="EUR"), await add_seller(pool, 'Ünder "Ground"')
    train = await add_record(pool, "101", artist="John Coltrane", title="Blue Train", label="Blue Note", year=1957)
    debut = await add_record(
        pool, "102", artist="Björk", title="Debut", label="One Little Indian", year=1993, wants=1000, haves=500,
        genres=("Electronic", "Pop"), styles=("House", "Downtempo"), added=THEN + timedelta(days=1),
    )  # fmt: skip
    bare = await add_record(
        pool, "103", artist="Unknown", title="White <Label>", label="", year=None, genres=(), styles=(),
        wants=1, haves=0,
    )  # fmt: skip
    delisted = await add_record(pool, "104", title="Gone")
    await add_listing(pool, seller=laden, record=train, price="25.50", discogs_listing_id=9001)
    await add_listing(pool, seller=laden, record=debut, price="20", condition="Very Good Plus (VG+)",
                      discogs_listing_id=9002)  # fmt: skip
    await add_listing(pool, seller=laden, record=train, price=None, condition="Mint (M)", discogs_listing_id=9003)
    await add_listing(pool, seller=under, record=bare, price="0.99", condition="Good (G)", evaluated=True, kept=True)
    await add_listing(pool, seller=under, record=debut, price="1234.56", condition="Very Good (VG)")
    await add_listing(pool, seller=laden, record=delisted, status="Delisted", discogs_listing_id=9004)
    await pool.execute(_SESSION, THEN, THEN + timedelta(days=1))
    await pool.execute(_SCRAPE, THEN, THEN + timedelta(minutes=2))
