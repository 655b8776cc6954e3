"""The statements of lists against a plain model in Python, and how much of a large bucket they read."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alcove.foundation.database import Connection
from alcove.wires.supabase.storage.lists.model import Cursor, FolderPage, ListPage, NameRange, Order
from alcove.wires.supabase.storage.lists.store import list_folder, list_page

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
# What sorts before, at and after the slash, what differs by case, what a pattern could misread, and beyond ASCII.
_PARTS: Final = st.text(alphabet="ab A.-0%_\\éÉ\U0001f600", min_size=1, max_size=2)
_NAMES: Final = st.lists(_PARTS, min_size=1, max_size=3).map("/".join)
_TREES: Final = st.dictionaries(_NAMES, st.integers(0, 4), max_size=25)
_ORDERS: Final = st.builds(
    Order, column=st.sampled_from(["name", "created_at", "updated_at"]), direction=st.sampled_from(["asc", "desc"])
)
_ADD: Final = """
INSERT INTO storage.objects (bucket_id, name, created_at, updated_at)
SELECT $1, name, time, time FROM unnest($2::text[], $3::timestamptz[]) AS t (name, time)
"""

_REMOVE: Final = "DELETE FROM storage.objects WHERE bucket_id = $1 AND name = ANY($2::text[])"

Tree = Mapping[str, int]
"""Names of objects, and how many hours after the start they were added."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Folders and files of the model, in order; folders end with a slash."""

    folders: Sequence[str]
    files: Sequence[str]


def find_entries(tree: Tree, prefix: str, *, order: Order, with_delimiter: bool = True) -> Entries:
    """Return what a list has to show, by the plain definition."""
    folder = prefix[: prefix.rfind("/") + 1]
    names = [name for name in tree if name.startswith(prefix) and name != folder]
    is_deep = {name: with_delimiter and "/" in name[len(folder) :] for name in names}
    folders = {f"{folder}{name[len(folder) :].partition('/')[0]}/" for name in names if is_deep[name]}
    is_reversed = order.direction == "desc"
    files = [name for name in names if not is_deep[name]]
    if order.column == "name":
        files.sort(key=str.encode, reverse=is_reversed)
    else:
        files.sort(key=lambda name: (tree[name], name.encode()), reverse=is_reversed)
    return Entries(sorted(folders, key=str.encode, reverse=is_reversed), files)


async def add_tree(connection: Connection, tree: Tree) -> str:
    """Add a bucket with the objects and return its name."""
    bucket = str(uuid.uuid4())
    await connection.execute("INSERT INTO storage.buckets (id, name) VALUES ($1, $1)", bucket)
    await connection.execute(_ADD, bucket, list(tree), [START + timedelta(hours=hours) for hours in tree.values()])
    return bucket


async def read_pages(connection: Connection, bucket: str, *, page: ListPage) -> list[str]:
    """Return the names on all pages, in their order; each page is full but for the last one."""
    found: list[str] = []
    while True:
        part = await list_page(connection, bucket, page=page)
        folders = [entry["name"] for entry in json.loads(part.folders)]
        files = [entry["name"] for entry in json.loads(part.objects)]
        names = [*folders, *files]
        if page.order.column == "name":
            names.sort(key=str.encode, reverse=page.order.direction == "desc")
        found += names
        if part.last is None:
            return found
        assert len(names) == page.limit
        cursor = Cursor.decode(part.last.encode())
        assert cursor == part.last
        page = replace(page, cursor=cursor)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data(), tree=_TREES, order=_ORDERS, limit=st.integers(1, 6), with_delimiter=st.booleans())
async def test_pages(
    connection: Connection, *, data: st.DataObject, tree: Tree, order: Order, limit: int, with_delimiter: bool
) -> None:
    """All pages together have each entry once and in order, by bytes, whatever the prefix cuts through."""
    prefix = data.draw(_prefixes(tree))
    bucket = await add_tree(connection, tree)
    page = ListPage(
        names=NameRange.of_prefix(prefix), order=order, limit=limit, cursor=None, with_delimiter=with_delimiter
    )
    expected = find_entries(tree, prefix, order=order, with_delimiter=with_delimiter)
    wanted = [*expected.folders, *expected.files]
    if order.column == "name":
        wanted.sort(key=str.encode, reverse=order.direction == "desc")
    assert await read_pages(connection, bucket, page=page) == wanted


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    data=st.data(), tree=_TREES, order=_ORDERS, limit=st.integers(1, 6), offset=st.integers(0, 6),
    search=st.sampled_from(["", "a", "A", "%", "_", "\\", "ab", "é", "É"]),
)  # fmt: skip
async def test_folders(
    connection: Connection, *, data: st.DataObject, tree: Tree, order: Order, limit: int, offset: int, search: str
) -> None:
    """A list of a folder has its folders first, then its files; a search compares beginnings and ignores the case."""
    prefix = data.draw(_prefixes(tree))
    folder = prefix[: prefix.rfind("/") + 1]
    bucket = await add_tree(connection, tree)
    page = FolderPage(names=NameRange.of_prefix(folder), order=order, search=search, limit=limit, offset=offset)
    found = json.loads(await list_folder(connection, bucket, page=page))
    by_name = order if order.column == "name" else Order()
    folders = find_entries(tree, folder, order=by_name).folders
    files = find_entries(tree, folder, order=order).files
    names = [name.removeprefix(folder).removesuffix("/") for name in [*folders, *files]]
    wanted = [name for name in names if _lower(name).startswith(_lower(search))]
    assert [entry["name"] for entry in found] == wanted[offset : offset + limit]


async def test_pages_while_objects_are_added(connection: Connection) -> None:
    """What exists from the first page to the last is there once, whatever is added or removed meanwhile."""
    tree = {f"f{number:02}/{part}": 0 for number in range(10) for part in "ab"} | {
        f"g{number}": 0 for number in range(9)
    }
    bucket = await add_tree(connection, tree)
    for order in (Order(), Order(direction="desc"), Order(column="created_at"), Order(column="updated_at")):
        page = ListPage(names=NameRange.of_prefix(""), order=order, limit=4, cursor=None, with_delimiter=True)
        found: list[str] = []
        added: list[str] = []
        step = 0
        while True:
            part = await list_page(connection, bucket, page=page)
            found += [entry["name"] for entry in [*json.loads(part.folders), *json.loads(part.objects)]]
            if part.last is None:
                break
            page, step = replace(page, cursor=part.last), step + 1
            await connection.execute(_REMOVE, bucket, added)
            added = [f"{letter}-{order.column}-{order.direction}-{step}" for letter in "ehz"]
            await connection.execute(_ADD, bucket, added, [START + timedelta(hours=step)] * len(added))
        assert len(found) == len(set(found))
        assert set(found) >= {f"f{number:02}/" for number in range(10)} | {f"g{number}" for number in range(9)}


_ADD_MANY: Final = """
INSERT INTO storage.objects (bucket_id, name, owner_id)
SELECT $1, 'd' || n / 100 || '/' || n % 100, CASE WHEN n % 10 = 0 THEN 'mine' ELSE 'other' END
FROM generate_series(0, 19999) AS n
UNION ALL SELECT $1, 'flat/' || n, CASE WHEN n % 10 = 0 THEN 'mine' ELSE 'other' END FROM generate_series(0, 9999) AS n
"""
_POLICY: Final = """
CREATE POLICY mine ON storage.objects FOR SELECT TO authenticated
USING (owner_id = (SELECT current_setting('test.owner')))
"""


@pytest.mark.parametrize("role", ["service_role", "authenticated"])
async def test_a_page_of_a_large_bucket_reads_little(connection: Connection, role: str) -> None:
    """A page costs what is on it, not what is in the bucket, also where a policy decides about each row."""
    bucket = await add_tree(connection, {})
    await connection.execute(_ADD_MANY, bucket)
    await connection.execute("ANALYZE storage.objects")
    await connection.execute(_POLICY)
    await connection.execute("SET LOCAL test.owner = 'mine'")
    await connection.execute(f"SET LOCAL ROLE {role}")
    top, flat = NameRange.of_prefix(""), NameRange.of_prefix("flat/")
    for direction in ("asc", "desc"):
        order = Order(direction=cast("Any", direction))
        pages: dict[str, FolderPage | ListPage] = {
            "folders": FolderPage(names=top, order=order, search="", limit=20, offset=0),
            "files": FolderPage(names=flat, order=order, search="", limit=20, offset=0),
            "all": ListPage(names=top, order=order, limit=20, cursor=None, with_delimiter=False),
            "both": ListPage(names=top, order=order, limit=20, cursor=None, with_delimiter=True),
        }
        for name, page in pages.items():
            read = await _count_rows(connection, bucket, page=page)
            # Nine of ten rows are another's. Without the index, each folder would cost all rows before it.
            assert read < 1000, (name, direction, read)


async def _count_rows(connection: Connection, bucket: str, *, page: FolderPage | ListPage) -> int:
    """Return how many rows of the table a list has read."""
    await connection.execute("SELECT pg_stat_clear_snapshot()")
    before = await _read_counters(connection)
    for _ in range(8):
        # PostgreSQL makes a plan for all parameters after some runs.
        if isinstance(page, FolderPage):
            await list_folder(connection, bucket, page=page)
        else:
            await list_page(connection, bucket, page=page)
    return (await _read_counters(connection) - before) // 8


async def _read_counters(connection: Connection) -> int:
    await connection.execute("SELECT pg_stat_clear_snapshot()")
    count: int = await connection.fetchval(
        "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_all_tables WHERE relid = 'storage.objects'::regclass"
    )
    return count


def _prefixes(tree: Tree) -> st.SearchStrategy[str]:
    """Return beginnings of names, some of which are folders."""
    beginnings = {name[:length] for name in tree for length in range(len(name) + 1)}
    return st.sampled_from(sorted({"", "no/", *beginnings}))


def _lower(text: str) -> str:
    """Return a text as the database lowers it, one character at a time."""
    return "".join(character.lower() for character in text)
