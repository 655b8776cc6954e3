"""The health of the server covers folders, queue and sign-in, and contains no path."""

from pathlib import Path

import pytest

from alcove.apps.books import APP
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import run_probes
from alcove.main.build import sign_in_probe
from fixtures.books.served_app import make_books_deps


async def _states(environ: dict[str, str], *, dsn: str, pool: Pool, data_dir: Path) -> dict[str, tuple[str, str]]:
    deps = make_books_deps(environ, dsn=dsn, pool=pool, data_dir=data_dir)
    await deps.pg_listener.start()
    try:
        parts = await run_probes([*APP.probes(deps), sign_in_probe(deps)])
    finally:
        await deps.pg_listener.close()
    return {part.name: (part.state, part.detail) for part in parts}


async def test_all_checks_pass(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """A new server reports usable folders, an empty queue and no sign-in."""
    assert await _states({}, dsn=dsn, pool=pool, data_dir=tmp_path) == {
        "books.catalogues": ("ok", ""),
        "books.ingest": ("ok", ""),
        "books.queue": ("ok", "0 waiting, 0 running"),
        "books.waiting": ("ok", ""),
        "sign-in": ("ok", "none"),
    }


@pytest.mark.parametrize("missing", ["app.db", "nothing/app.db"])
async def test_broken_sign_in_is_reported(dsn: str, pool: Pool, tmp_path: Path, missing: str) -> None:
    """A read-only folder and an unreadable user database are reported as degraded."""
    (tmp_path / "file").touch()
    environ = {"DESTINATION": str(tmp_path / "file"), "CWA_DB_PATH": str(tmp_path / missing)}
    states = await _states(environ, dsn=dsn, pool=pool, data_dir=tmp_path)
    assert states["books.ingest"][0] == "degraded"
    assert states["sign-in"] == ("degraded", "cwa: nobody can sign in this way; see the log")
    assert str(tmp_path) not in str(states)
