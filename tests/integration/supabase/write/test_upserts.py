"""Property test: whatever rows are sent with whatever resolution, the table is what the words mean."""

from typing import Any, TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.rest_requests import RestDatabase

Key: TypeAlias = tuple[int, int]
Table: TypeAlias = dict[Key, str | None]

BEFORE: Table = {(1, 1): "a", (1, 2): "b"}
DEFAULT_NOTE = "new"
AFTER = "SELECT left_id, right_id, note FROM shop.pairs"

_KEYS = st.tuples(st.integers(1, 2), st.integers(1, 3))
_ROWS = st.dictionaries(_KEYS, st.none() | st.sampled_from(["x", "y"]) | st.just("missing"), max_size=5)
_RESOLUTIONS = st.sampled_from(["", "merge-duplicates", "ignore-duplicates"])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(sent=_ROWS, resolution=_RESOLUTIONS, missing=st.sampled_from(["", "default"]), as_object=st.booleans())
async def test_an_insert_changes_exactly_what_it_says(
    shop: RestDatabase, *, sent: dict[Key, str | None], resolution: str, missing: str, as_object: bool
) -> None:
    """Rows are inserted, merged or ignored by their key; a missing value is NULL or the default; 200 if none is new."""
    rows = [_make_row(key, note) for key, note in sent.items()]
    body: Any = rows[0] if as_object and len(rows) == 1 else rows
    preferences = [f"resolution={resolution}" if resolution else "", f"missing={missing}" if missing else ""]
    answer = await shop.send(
        "POST",
        "/pairs?columns=left_id,right_id,note",
        body,
        {"Prefer": ", ".join(filter(None, [*preferences, "return=representation"]))},
        then=AFTER,
    )
    written = {key: _stored_note(note, missing) for key, note in sent.items()}
    new = {key: note for key, note in written.items() if key not in BEFORE}
    if not resolution and len(new) < len(written):
        assert (answer.status, answer.code) == (409, "23505")
        assert _read_table(answer.after) == BEFORE
        return
    shown = new if resolution == "ignore-duplicates" else written
    assert answer.status == (200 if resolution == "merge-duplicates" and not new else 201)
    assert _read_table([[row["left_id"], row["right_id"], row["note"]] for row in answer.json]) == shown
    assert _read_table(answer.after) == BEFORE | shown


def _make_row(key: Key, note: str | None) -> dict[str, Any]:
    row: dict[str, Any] = {"left_id": key[0], "right_id": key[1]}
    return row if note == "missing" else {**row, "note": note}


def _stored_note(note: str | None, missing: str) -> str | None:
    if note != "missing":
        return note
    return DEFAULT_NOTE if missing == "default" else None


def _read_table(rows: Any) -> Table:
    return {(left, right): note for left, right, note in rows}
