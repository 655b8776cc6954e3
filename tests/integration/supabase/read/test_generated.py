"""Requests generated from the grammar mean what a second evaluation in Python says they mean."""

import asyncio
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from alcove.foundation.database import connect
from alcove.wires.supabase.rest.schema_cache.model import SchemaCache
from integration.supabase.read.conftest import Reader
from integration.supabase.read.reference import Request, Row, requests, select_rows

RELATED = {
    "directors": "SELECT f.id AS film, d.* FROM api.directors AS d JOIN api.films AS f ON f.director_id = d.id",
    "actors": "SELECT r.film_id AS film, a.* FROM api.actors AS a JOIN api.roles AS r ON r.actor_id = a.id",
}


class Films:
    """The films of the database in Python, beside a reader that asks the database."""

    def __init__(self, runner: asyncio.Runner, reader: Reader) -> None:
        self._runner = runner
        self._reader = reader
        self._films = self._load("SELECT id, year, title, language, seen FROM api.films")
        self._related = {name: self._load(sql) for name, sql in RELATED.items()}

    def _load(self, sql: str) -> list[Row]:
        return [dict(row) for row in self._runner.run(self._reader.connection.fetch(sql))]

    def ask(self, request: Request) -> tuple[list[Row], int | None]:
        """Return the rows that the database finds, and their exact count."""
        result = self._runner.run(self._reader.read(request.path(), count="exact"))
        return msgspec.json.decode(result.body), result.total

    def evaluate(self, request: Request) -> tuple[list[Row], int]:
        """Return the rows and the count that the request means."""
        films = [film for film in self._films if self._passes(film, request)]
        total = len(select_rows(films, request.conditions))
        kept = select_rows(
            films,
            request.conditions,
            descending=request.descending,
            offset=request.offset,
            limit=request.limit,
        )
        return [self._show(film, request) for film in kept], total

    def _passes(self, film: Row, request: Request) -> bool:
        shown = self._show(film, request)
        needed = dict(request.null_filters)
        inner = all(shown[embed.name] for embed in request.embeds if embed.join == "!inner")
        return inner and all(bool(shown[name]) == exists for name, exists in needed.items())

    def _show(self, film: Row, request: Request) -> Row:
        shown: Row = {"id": film["id"]}
        for embed in request.embeds:
            rows = embed.keep([row for row in self._related[embed.relation] if row["film"] == film["id"]])
            objects = [{"id": row["id"]} for row in rows]
            shown[embed.name] = objects if embed.relation == "actors" else (objects[0] if objects else None)
        return shown


@pytest.fixture(scope="module")
def films(read_dsn: str, cache: SchemaCache) -> Iterator[Films]:
    """Yield the films, in one connection."""
    with asyncio.Runner() as runner:
        connection = runner.run(connect(read_dsn))
        yield Films(runner, Reader(cache, connection))
        runner.run(connection.close())


# A failing request is short enough to read as it is; making it shorter takes minutes.
SETTINGS = settings(
    derandomize=True, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.generate]
)


@settings(SETTINGS, max_examples=60)
@given(request=requests())
def test_generated_requests(films: Films, request: Request) -> None:
    """Filters, logic, embeds, null filters, orders and windows together find the same rows, and count the same."""
    assert films.ask(request) == films.evaluate(request), request.path()


@pytest.mark.slow
@settings(SETTINGS, max_examples=2000)
@given(request=requests())
def test_many_generated_requests(films: Films, request: Request) -> None:
    """The same holds for thousands of requests."""
    assert films.ask(request) == films.evaluate(request), request.path()
