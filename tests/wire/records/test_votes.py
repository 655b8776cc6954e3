"""E3: votes on the record of the day."""

import asyncio
import json
from fractions import Fraction
from typing import Any

import httpx2
import pytest

from alcove.apps.records.daily_pick.schemas import Dashboard, Pick
from alcove.apps.records.schemas import Message
from alcove.foundation.database import Pool
from fixtures.records.rows import add_listing, add_record, add_seller
from wire.records.strict_decoding import assert_error, decode_strictly


@pytest.fixture
async def pick(pool: Pool, client: httpx2.AsyncClient) -> Pick:
    """Return today's pick of two offers."""
    seller = await add_seller(pool, "shop")
    for number in ("1", "2"):
        await add_listing(pool, seller=seller, record=await add_record(pool, number))
    return await read_pick(client)


async def read_pick(client: httpx2.AsyncClient) -> Pick:
    """Return today's pick from the response."""
    shown = decode_strictly(await client.get("/dashboard/"), Dashboard).record_of_the_day_obj
    assert shown is not None
    return shown


async def vote(client: httpx2.AsyncClient, pick_id: object, **body: Any) -> httpx2.Response:
    """Send a vote as the front end does."""
    return await client.post(f"/vote-record-of-the-day/{pick_id}/", **body)


def multipart(**fields: str) -> dict[str, Any]:
    """Return a form as a browser's FormData sends it."""
    return {"files": {name: (None, value) for name, value in fields.items()}}


async def feedback(pool: Pool) -> list[tuple[Any, ...]]:
    """Return the stored votes."""
    sql = """SELECT record_of_the_day_id, listing_id, desirability_rating, novelty_rating
        FROM discogs_recordofthedayfeedback ORDER BY id"""
    return [tuple(row) for row in await pool.fetch(sql)]


@pytest.mark.parametrize(
    "body",
    [
        multipart(desirability="4.5", novelty="3.8"),
        {"data": {"desirability": "4.5", "novelty": "3.8"}},
        {"json": {"desirability": 4.5, "novelty": 3.8}},
        {"json": {"desirability": "4.5", "novelty": "3.8"}},
    ],
    ids=["multipart", "urlencoded", "json numbers", "json texts"],
)
async def test_every_kind_of_body(client: httpx2.AsyncClient, pool: Pool, pick: Pick, body: dict[str, Any]) -> None:
    """A vote counts as multipart, urlencoded and JSON, with its exact values and a message."""
    message = decode_strictly(await vote(client, pick.id, **body), Message).message
    assert message.startswith("Vote submitted")
    shown_pick = await read_pick(client)
    assert (shown_pick.desirability_votes, shown_pick.novelty_votes) == ([4.5], [3.8])
    assert (shown_pick.average_desirability, shown_pick.average_novelty) == (4.5, 3.8)
    assert await feedback(pool) == [(pick.id, pick.listing_id, 5, 4)]


async def test_votes_add_up(client: httpx2.AsyncClient, pool: Pool, pick: Pick) -> None:
    """Votes are stored in order and averaged; the same person may vote again."""
    for desirability, novelty in (("5", "1"), ("1", "5"), ("5", "1.5")):
        decode_strictly(await vote(client, pick.id, **multipart(desirability=desirability, novelty=novelty)), Message)
    shown_pick = await read_pick(client)
    assert (shown_pick.desirability_votes, shown_pick.novelty_votes) == ([5, 1, 5], [1, 5, 1.5])
    assert shown_pick.average_desirability == pytest.approx(11 / 3)
    assert shown_pick.average_novelty == 2.5
    assert [row[2:] for row in await feedback(pool)] == [(5, 1), (1, 5), (5, 2)]


async def test_fifty_concurrent_votes(client: httpx2.AsyncClient, pool: Pool, pick: Pick) -> None:
    """Fifty concurrent votes are fifty stored votes with their exact mean."""
    # Quarters are exact in binary, so the mean of any order of them is one number.
    ratings = [(1 + number % 17 / 4, 5 - number % 13 / 4) for number in range(50)]
    responses = await asyncio.gather(
        *(vote(client, pick.id, json={"desirability": one, "novelty": other}) for one, other in ratings)
    )
    assert {response.status_code for response in responses} == {200}
    shown_pick = await read_pick(client)
    assert sorted(zip(shown_pick.desirability_votes, shown_pick.novelty_votes, strict=True)) == sorted(ratings)
    assert shown_pick.average_desirability == float(Fraction(sum(one for one, _ in ratings)) / 50)
    assert shown_pick.average_novelty == float(Fraction(sum(other for _, other in ratings)) / 50)
    assert len(await feedback(pool)) == 50


async def test_feedback_survives_a_refresh(client: httpx2.AsyncClient, pool: Pool, pick: Pick) -> None:
    """When the day's pick is replaced, its votes stay as feedback on their listing."""
    await vote(client, pick.id, **multipart(desirability="5", novelty="1"))
    await client.post("/api/refresh-record-of-the-day/")
    replaced = await read_pick(client)
    assert replaced.listing_id != pick.listing_id
    assert replaced.desirability_votes == []
    assert await feedback(pool) == [(None, pick.listing_id, 5, 1)]


OUTSIDE = ["0", "6", "0.99", "5.01", "-1", "1e9"]
NO_NUMBERS = ["NaN", "inf", "-inf", "abc", "", " ", "4,5", "0x4", "0_4", "\N{FULLWIDTH DIGIT FOUR}", "1 2"]


@pytest.mark.parametrize("field", ["desirability", "novelty"])
async def test_invalid_ratings(client: httpx2.AsyncClient, pool: Pool, pick: Pick, field: str) -> None:
    """A rating that is not a number from 1 to 5 is rejected by name, and nothing is stored."""
    for text in OUTSIDE + NO_NUMBERS:
        fields = {"desirability": "3", "novelty": "3"} | {field: text}
        assert field in assert_error(await vote(client, pick.id, data=fields), 400, "invalid_request")
    assert (await read_pick(client)).desirability_votes == []
    assert await feedback(pool) == []


async def test_valid_ratings(client: httpx2.AsyncClient, pick: Pick) -> None:
    """Both ends of the scale, decimals and surrounding spaces are accepted."""
    texts = ["1", "5", "1.0", " 4 ", "+3", "5e0", "4.", "2.000"]
    for text in texts:
        decode_strictly(await vote(client, pick.id, data={"desirability": text, "novelty": "1"}), Message)
    assert (await read_pick(client)).desirability_votes == [float(text) for text in texts]


NO_VOTES = [
    "", "{}", '{"desirability": 4}', '{"desirability": 4, "novelty": null}',
    '{"desirability": 4, "novelty": true}',
    '{"desirability": 4, "novelty": [4, {}]}', '{"desirability": 4, "novelty": NaN}', "[4, 4]", "4", "null", "{",
    '{"desirability": 1e400, "novelty": 1}', '{"desirability": "4\\u0000", "novelty": 1}', "\xff",
]  # fmt: skip


async def test_invalid_json_is_rejected(client: httpx2.AsyncClient, pool: Pool, pick: Pick) -> None:
    """Missing, null, nested, non-finite and malformed JSON is rejected."""
    for content in NO_VOTES:
        response = await vote(
            client, pick.id, content=content.encode("latin-1"), headers={"content-type": "application/json"}
        )
        assert_error(response, 400, "invalid_request")
    assert await feedback(pool) == []


@pytest.mark.parametrize("fields", [{}, {"desirability": "4"}, {"novelty": "4"}, {"rating": "4"}])
async def test_a_missing_rating(client: httpx2.AsyncClient, pick: Pick, fields: dict[str, str]) -> None:
    """Both ratings are required, in every kind of form."""
    assert_error(await vote(client, pick.id, data=fields), 400, "invalid_request")
    assert_error(await vote(client, pick.id, **multipart(**fields)), 400, "invalid_request")


async def test_a_truncated_form(client: httpx2.AsyncClient, pick: Pick) -> None:
    """A multipart body without its end is rejected."""
    content = b'--x\r\nContent-Disposition: form-data; name="novelty"\r\n\r\n4'
    response = await vote(client, pick.id, content=content, headers={"content-type": "multipart/form-data; boundary=x"})
    assert_error(response, 400, "invalid_request")


async def test_an_id_that_is_no_number(shared_client: httpx2.AsyncClient) -> None:
    """An id that is not an integer is a bad request."""
    for pick_id in ("abc", "1.5", "1e3", "%20", "1%00", "%D9%A1", "1_0", "--1"):
        assert_error(
            await vote(shared_client, pick_id, data={"desirability": "4", "novelty": "4"}), 400, "invalid_request"
        )


async def test_an_unknown_id(shared_client: httpx2.AsyncClient) -> None:
    """An integer that is no pick's id gives 404, however large."""
    for pick_id in ("0", "-1", "999999", "9223372036854775807", "9" * 40):
        assert_error(await vote(shared_client, pick_id, data={"desirability": "4", "novelty": "4"}), 404, "not_found")


async def test_a_bad_rating_of_an_unknown_pick(shared_client: httpx2.AsyncClient) -> None:
    """Errors of the request itself are reported first."""
    assert_error(await vote(shared_client, 7, data={"desirability": "9", "novelty": "4"}), 400, "invalid_request")


async def test_votes_are_json_numbers(client: httpx2.AsyncClient, pick: Pick) -> None:
    """Votes and averages are numbers in the response, not strings."""
    await vote(client, pick.id, **multipart(desirability="5", novelty="1"))
    shown_pick = (await client.get("/dashboard/")).json()["record_of_the_day_obj"]
    assert json.dumps([shown_pick["desirability_votes"], shown_pick["average_novelty"]]) == "[[5], 1]"
