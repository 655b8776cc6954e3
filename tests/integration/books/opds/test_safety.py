"""Catalogues that mean harm get nothing: no memory, no secrets, no way into the private network."""

import re
from typing import Any, Final

import pytest

from alcove.apps.books.model.book import Book
from alcove.apps.books.sources.opds import build_all
from alcove.apps.books.sources.protocols import Unavailable
from alcove.foundation.settings import SettingError
from fixtures.books.opds import SimBook
from integration.books.opds.sources import Remembered, context, found, opds, served
from support.sockets import attempts

BASIC: Final[dict[str, Any]] = {"username": "reader", "password": "Secret-Word-1"}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/hostile/bomb", "document type|well-formed"),
        ("/hostile/outside", "document type|well-formed"),
        ("/hostile/huge", "larger than 10 MB"),
        ("/hostile/deep", "well-formed"),
        ("/hostile/many", "parts"),
        ("/hostile/redirect", "private network"),
        ("/hostile/redirect?to=http://localhost:9/opds", "private network"),
        ("/hostile/redirect?to=http://[::1]:9/opds", "private network"),
        ("/hostile/redirect?to=http://0x7f.1/opds", "private network"),
        ("/hostile/redirect?to=file:///etc/passwd", "private network"),
    ],
)
async def test_a_hostile_catalogue_is_refused(path: str, words: str) -> None:
    """Bombs, floods and ways inside end in a short reason."""
    with served(count=0) as catalogue:
        source = opds(f"{catalogue.base}{path}")
        with pytest.raises(Unavailable, match=words):
            await found(source, "book")
        await source.close()
    assert attempts == []


async def test_a_catalogue_on_a_private_network_must_be_allowed() -> None:
    """Without allow_private not one request reaches a loopback address; with it the catalogue answers."""
    with served(count=3) as catalogue:
        source = opds(f"{catalogue.base}/opds", allow_private=False)
        with pytest.raises(Unavailable, match="private network"):
            await found(source, "volume")
        await source.close()
        assert catalogue.simulator.paths() == []
        source = opds(f"{catalogue.base}/opds", allow_private=True)
        assert len(await found(source, "volume")) == 3
        await source.close()


async def test_a_file_may_be_private_on_the_catalogues_own_host_only() -> None:
    """A location says that its host may be private only when it is the catalogue's own."""
    with served(count=0, publications=(SimBook(key="one", title="One"),)) as catalogue:
        remember = Remembered()
        source = opds(f"{catalogue.base}/opds", around={"remember": remember})
        (book,) = await found(source, "one")
        (location,) = await source.resolve(book.id)
        assert location.allow_private
        for url in ("http://10.0.0.7/b.epub", "http://localhost/b.epub", "http://169.254.169.254/b.epub"):
            remember.rows[book.id] = (book, {"url": url, "entry": "", "whole": ""})
            assert await source.resolve(book.id) == ()
        remember.rows[book.id] = (book, {"url": "https://files.example/b.epub", "entry": "", "whole": ""})
        (location,) = await source.resolve(book.id)
        await source.close()
        assert not location.allow_private


async def test_name_and_password_open_the_catalogue() -> None:
    """A catalogue behind Basic is searched, and its files and covers come with what opens them."""
    with served(count=3, **BASIC) as catalogue:
        source = opds(f"{catalogue.base}/opds", **BASIC)
        first, *_ = await found(source, "volume")
        (location,) = await source.resolve(first.id)
        cover = await source.cover(first)
        await source.close()
        assert location.headers == {"Authorization": "Basic cmVhZGVyOlNlY3JldC1Xb3JkLTE="}
        assert cover is not None
        assert cover.headers == location.headers
        assert BASIC["password"] not in repr(source.__dict__)


@pytest.mark.parametrize(
    ("given", "words"),
    [({}, "asks for a name and a password"), ({**BASIC, "password": "wrong"}, "does not accept")],
)
async def test_without_the_right_password_the_reason_is_told(given: dict[str, Any], words: str) -> None:
    """The reason says whether a sign-in is missing or wrong, and never what was sent."""
    with served(count=1, **BASIC) as catalogue:
        source = opds(f"{catalogue.base}/opds", **given)
        with pytest.raises(Unavailable, match=words) as caught:
            await found(source, "volume")
        await source.close()
    assert "wrong" not in str(caught.value)


async def test_nobody_else_learns_the_password() -> None:
    """Redirects to another origin, and files there, are fetched without name and password."""
    with served(count=2) as other, served(count=1, **BASIC) as catalogue:
        elsewhere = f"{catalogue.base}/hostile/redirect?to={other.base}/opds"
        source = opds(elsewhere, **BASIC)
        rows = await found(source, "volume")
        assert rows
        assert [each for each in other.simulator.seen if "authorization" in each.headers] == []
        assert [each for each in catalogue.simulator.seen if "authorization" in each.headers] != []
        (location,) = await source.resolve(rows[0].id)
        await source.close()
        assert location.url.startswith(other.base)
        assert dict(location.headers) == {}


async def test_a_password_is_not_sent_in_the_clear_to_a_public_host() -> None:
    """Over plain http a name and a password go to private hosts only."""
    source = opds("http://catalogue.test/opds", **BASIC)
    assert source._client.sign_in.headers("http://catalogue.test/opds") == {}
    await source._client.sign_in.prepare()
    assert source._client.sign_in.headers("http://catalogue.test/opds") == {}
    await source.close()
    public = opds("http://93.184.216.34/opds", **BASIC)
    await public._client.sign_in.prepare()
    assert public._client.sign_in.is_withheld
    await public.close()
    safe = opds("https://catalogue.test/opds", **BASIC)
    await safe._client.sign_in.prepare()
    assert "Authorization" in safe._client.sign_in.headers("https://catalogue.test/file.epub")
    assert safe._client.sign_in.headers("https://catalogue.test:8443/file.epub") == {}
    assert safe._client.sign_in.headers("http://catalogue.test/file.epub") == {}
    await safe.close()


async def test_settings_that_cannot_be_read_are_refused_without_being_shown() -> None:
    """A broken list of catalogues is an error at the start that quotes none of it."""
    for broken in (
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
            build_all(context(OPDS_CATALOGS=broken))
        assert "hunter2" not in str(caught.value)


async def test_ids_fit_the_alphabet_whatever_a_catalogue_is_called() -> None:
    """A name with blanks, signs and capitals becomes a part of ids that holds none of them."""
    with served(count=1) as catalogue:
        source = opds(f"{catalogue.base}/opds", name="  Mein Bücher-Regal / 2! ")
        (book,) = await found(source, "volume")
        await source.close()
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,119}", book.id)
    assert book.id.startswith("opds-mein_b_cher_regal_2-")
    assert isinstance(book, Book)
