"""Orders and windows of the root and of embeds."""
# ruff: noqa: S608 - the SQL is written by hand here, for tables of the fixture

import pytest

from integration.supabase.read.conftest import Reader

ORDERS = {
    "order=title": "title",
    "order=year.desc,id.asc": "year DESC, id ASC",
    "order=rating.asc.nullsfirst": "rating ASC NULLS FIRST",
    "order=rating.nullsfirst,id": "rating NULLS FIRST, id",
    "order=rating.desc.nullslast": "rating DESC NULLS LAST",
    "order=data->a->b.desc.nullslast,id": "data->'a'->'b' DESC NULLS LAST, id",
    "order=raw->n.desc.nullslast,id": "(raw->>'n')::int DESC NULLS LAST, id",
    "order=data->>n.nullsfirst,id.desc": "data->>'n' NULLS FIRST, id DESC",
    "order=place->>city,id": "(place).city, id",
    "order=mood.desc.nullslast,id": "mood DESC NULLS LAST, id",
    "order=title&limit=2": "title LIMIT 2",
    "order=title&limit=2&offset=1": "title LIMIT 2 OFFSET 1",
    "order=title&offset=3": "title OFFSET 3",
    "order=title&offset=100": "title OFFSET 100",
    "limit=0": "1 LIMIT 0",
    "order=title&limit=9223372036854775807": "title",
}


@pytest.mark.parametrize("query", ORDERS)
async def test_order_and_window_are_their_sql(reader: Reader, query: str) -> None:
    """Rows come in the order of ORDER BY, and within LIMIT and OFFSET."""
    expected = await reader.by_hand(f"SELECT id FROM api.films ORDER BY {ORDERS[query]}")
    assert await reader.rows(f"films?select=id&{query}") == expected


RELATED = {
    "select=id,directors(last_name)&order=directors(last_name).desc.nullslast,id": "d.last_name DESC NULLS LAST, f.id",
    "select=id,directors(id)&order=directors(last_name),id": "d.last_name, f.id",
    "select=id,directors()&order=directors(first_name).nullsfirst,id": "d.first_name NULLS FIRST, f.id",
    "select=id,m:directors(id)&order=m(last_name).desc,id": "d.last_name DESC, f.id",
    "select=id,...directors(last_name)&order=directors(first_name),directors(id),id": "d.first_name, d.id, f.id",
    "select=id,directors(id),d:director_id(*)&order=d(id),directors(last_name),id": "d.id, d.last_name, f.id",
    "select=id,directors(id)&order=directors(full_name).desc.nullslast,id": (
        "d.first_name || ' ' || d.last_name DESC NULLS LAST, f.id"
    ),
}


@pytest.mark.parametrize("query", RELATED)
async def test_order_by_a_related_column(reader: Reader, query: str) -> None:
    """Rows can be ordered by any column of a to-one embed, selected or not, which does not appear for that."""
    joined = "api.films AS f LEFT JOIN api.directors AS d ON d.id = f.director_id"
    expected = await reader.by_hand(f"SELECT f.id FROM {joined} ORDER BY {RELATED[query]}")
    rows = await reader.rows(f"films?{query}")
    assert [row["id"] for row in rows] == [row["id"] for row in expected]
    assert not any({"o1", "v"} & set(row.get("directors") or row) for row in rows)


async def test_related_order_keeps_the_embed(reader: Reader) -> None:
    """An embed by which rows are ordered holds what it would hold otherwise."""
    ordered = await reader.rows("films?select=id,directors(*),d:director_id(last_name)&order=directors(first_name),id")
    plain = await reader.rows("films?select=id,directors(*),d:director_id(last_name)")
    assert sorted(ordered, key=str) == sorted(plain, key=str)
