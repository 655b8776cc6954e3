"""Hostile catalogues: memory, credentials and the private network are protected."""

import re
from typing import Any, Final

import pytest

from alcove.apps.books.sources.opds import build_all
from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.foundation.settings import SettingError
from fixtures.books.opds import SimBook
from integration.books.opds.opds_sources import (
    MemoryBookStore,
    make_context,
    opds_source,
    search_books,
    serve_catalogue,
)
from support.sockets import attempts

CREDENTIALS: Final[dict[str, Any]] = {"username": "reader", "password": "Secret-Word-1"}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/hostile/bomb", "document type|well-formed"),
        ("/hostile/external-entity", "document type|well-formed"),
        ("/hostile/huge", "larger than 10 MB"),
        ("/hostile/deep", "well-formed"),
        ("/hostile/many", "parts"),
        ("/hostile/redirect", "private network"),
        ("/hostile/redirect?to=http://localhost:9/opds", "private network"),
        ("/hostile/redirect?to=http://[::1]:9/opds", "private network"),
        ("/hostile/redirect?to=http://0x7f.1/opds", "not an IP address in its usual notation"),
        ("/hostile/redirect?to=file:///etc/passwd", "only http and https"),
    ],
)
async def test_hostile_document_is_rejected(path: str, message: str) -> None:
    """Entity bombs, oversized documents and redirects to private hosts raise SourceUnavailable."""
    with serve_catalogue(count=0) as catalogue:
        source = opds_source(f"{catalogue.base}{path}")
        with pytest.raises(SourceUnavailable, match=message):
            await search_books(source, "book")
        await source.close()
    assert attempts == []


async def test_private_catalogue_needs_permission() -> None:
    """Without `allow_private` no request reaches a loopback address; with it the catalogue is searched."""
    with serve_catalogue(count=3) as catalogue:
        source = opds_source(f"{catalogue.base}/opds", allow_private=False)
        with pytest.raises(SourceUnavailable, match="private network"):
            await search_books(source, "volume")
        await source.close()
        assert catalogue.simulator.requests.paths() == []
        source = opds_source(f"{catalogue.base}/opds", allow_private=True)
        assert len(await search_books(source, "volume")) == 3
        await source.close()


async def test_files_may_be_private_on_the_own_host_only() -> None:
    """A location has `allow_private` only if its host is that of the catalogue."""
    with serve_catalogue(count=0, publications=(SimBook(key="one", title="One"),)) as catalogue:
        store = MemoryBookStore()
        source = opds_source(f"{catalogue.base}/opds", context_options={"book_store": store})
        (book,) = await search_books(source, "one")
        (location,) = await source.resolve(book.id)
        assert location.allow_private
        for url in ("http://10.0.0.7/b.epub", "http://localhost/b.epub", "http://169.254.169.254/b.epub"):
            store.books[book.id] = (book, {"url": url, "entry": "", "whole": ""})
            assert await source.resolve(book.id) == ()
        store.books[book.id] = (book, {"url": "https://files.example/b.epub", "entry": "", "whole": ""})
        (location,) = await source.resolve(book.id)
        await source.close()
        assert not location.allow_private


async def test_basic_auth() -> None:
    """A catalogue with Basic authentication is searched; locations of files and covers have the credentials."""
    with serve_catalogue(count=3, **CREDENTIALS) as catalogue:
        source = opds_source(f"{catalogue.base}/opds", **CREDENTIALS)
        first, *_ = await search_books(source, "volume")
        (location,) = await source.resolve(first.id)
        cover = await source.cover(first)
        await source.close()
        assert location.headers == {"Authorization": "Basic cmVhZGVyOlNlY3JldC1Xb3JkLTE="}
        assert cover is not None
        assert cover.headers == location.headers
        assert CREDENTIALS["password"] not in repr(source.__dict__)


@pytest.mark.parametrize(
    ("credentials", "message"),
    [({}, "requires a user name and password"), ({**CREDENTIALS, "password": "wrong"}, "does not accept")],
)
async def test_wrong_credentials(credentials: dict[str, Any], message: str) -> None:
    """The reason says whether credentials are missing or wrong, and does not contain them."""
    with serve_catalogue(count=1, **CREDENTIALS) as catalogue:
        source = opds_source(f"{catalogue.base}/opds", **credentials)
        with pytest.raises(SourceUnavailable, match=message) as caught:
            await search_books(source, "volume")
        await source.close()
    assert "wrong" not in str(caught.value)


async def test_credentials_are_not_sent_to_other_origins() -> None:
    """Redirects to another origin are requested without credentials, and need permission when it is private."""
    with serve_catalogue(count=2) as other, serve_catalogue(count=1, **CREDENTIALS) as catalogue:
        redirecting = f"{catalogue.base}/hostile/redirect?to={other.base}/opds"
        source = opds_source(redirecting, **CREDENTIALS)
        with pytest.raises(SourceUnavailable, match=f"add 127.0.0.1 or {other.base[7:]} to ALCOVE_ALLOW_PRIVATE_HOSTS"):
            await search_books(source, "volume")
        await source.close()
        assert other.simulator.requests.paths() == []
        allowed = {"allow_private": frozenset({other.base[7:]})}
        source = opds_source(redirecting, context_options=allowed, **CREDENTIALS)
        await search_books(source, "volume")
        assert other.simulator.requests.paths() != []
        assert [request for request in other.simulator.requests if "authorization" in request.headers] == []
        assert [request for request in catalogue.simulator.requests if "authorization" in request.headers] != []
        await source.close()


async def test_credentials_are_not_sent_unencrypted_to_public_hosts() -> None:
    """Over plain http, credentials are sent to private hosts only."""
    source = opds_source("http://catalogue.test/opds", **CREDENTIALS)
    assert source._client.basic_auth.headers("http://catalogue.test/opds") == {}
    await source._client.basic_auth.prepare()
    assert source._client.basic_auth.headers("http://catalogue.test/opds") == {}
    await source.close()
    public = opds_source("http://93.184.216.34/opds", **CREDENTIALS)
    await public._client.basic_auth.prepare()
    assert public._client.basic_auth.is_withheld
    await public.close()
    encrypted = opds_source("https://catalogue.test/opds", **CREDENTIALS)
    await encrypted._client.basic_auth.prepare()
    assert "Authorization" in encrypted._client.basic_auth.headers("https://catalogue.test/file.epub")
    assert encrypted._client.basic_auth.headers("https://catalogue.test:8443/file.epub") == {}
    assert encrypted._client.basic_auth.headers("http://catalogue.test/file.epub") == {}
    await encrypted.close()


async def test_invalid_setting_is_not_quoted() -> None:
    """An invalid OPDS_CATALOGS raises SettingError, which quotes no part of it."""
    for setting in (
        "{",
        "{}",
        '[{"name": "A"}]',
        '[{"name": "A", "url": "ftp://h", "password": "hunter2"}]',
        '[{"name": "A", "url": "http://u:hunter2@h/"}]',
        '[{"name": "-", "url": "http://h/"}]',
        '[{"name": "A", "url": "http://h/"}, {"name": "a", "url": "http://i/"}]',
        '[{"name": "A", "url": "http://h/", "pasword": "hunter2"}]',
        '[{"name": "A", "url": "http://h:99999/"}]',
    ):
        with pytest.raises(SettingError, match="OPDS_CATALOGS") as caught:
            build_all(make_context(OPDS_CATALOGS=setting))
        assert "hunter2" not in str(caught.value)


async def test_ids_contain_only_allowed_characters() -> None:
    """Spaces, punctuation and capitals of a catalogue's name do not appear in ids."""
    with serve_catalogue(count=1) as catalogue:
        source = opds_source(f"{catalogue.base}/opds", name="  Mein Bücher-Regal / 2! ")
        (book,) = await search_books(source, "volume")
        await source.close()
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,119}", book.id)
    assert book.id.startswith("opds-mein_b_cher_regal_2-")
