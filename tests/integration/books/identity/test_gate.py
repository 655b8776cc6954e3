"""Who the live connection belongs to, by the headers of its first request."""

from pathlib import Path

from alcove.apps.books.routes.signing_in import HttpGate
from alcove.apps.books.service.preferences import open_preferences
from alcove.apps.books.service.signing_in import SignedIn, SigningIn
from alcove.foundation.database import Pool
from alcove.foundation.settings import Secret
from fixtures.books.served_app import books_deps
from support.peers import PASSWORD


def _gate(environ: dict[str, str], *, dsn: str, pool: Pool, data_dir: Path) -> HttpGate:
    deps = books_deps(environ, dsn=dsn, pool=pool, data_dir=data_dir)
    preferences = open_preferences(deps)
    signing_in = SigningIn(pool, preferences=preferences, clock=deps.clock)
    return HttpGate(signing_in, preferences=preferences, server_token=Secret())


async def test_a_connection_is_its_sessions_owners(dsn: str, pool: Pool, tmp_path: Path, app_db: Path) -> None:
    """A session's cookie among others is enough; a made-up one, or none, is nobody's."""
    gate = _gate({"CWA_DB_PATH": str(app_db)}, dsn=dsn, pool=pool, data_dir=tmp_path)
    signed_in = await gate.signing_in.sign_in("admin", PASSWORD, address="127.0.0.1")
    assert isinstance(signed_in, SignedIn)
    cookie = f"theme=dark; alcove_books={signed_in.session}; x=y".encode()
    identity = await gate.who({b"cookie": cookie})
    assert identity is not None
    assert (identity.username, identity.is_admin, identity.mode) == ("admin", True, "cwa")
    for header in (
        b"",
        b"alcove_books=",
        b"alcove_books=made-up",
        b"\xff\xfe",
        cookie.replace(b"alcove", b"xalcove"),
        b";" * 9000,
    ):
        assert await gate.who({b"cookie": header}) is None
    assert await gate.who({}) is None
    assert await gate.who({b"authorization": b"Basic \xff"}) is None


async def test_everybody_may_connect_where_nobody_signs_in(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Without a way of signing in there is nobody to turn away."""
    identity = await _gate({}, dsn=dsn, pool=pool, data_dir=tmp_path).who({})
    assert identity is not None
    assert identity.is_admin
