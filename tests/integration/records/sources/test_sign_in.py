"""Sign-in at Discogs: the sources of credentials, their storage, and the three steps of OAuth."""

import json
import os
import re
import stat
from pathlib import Path

import pytest

from alcove.apps.records import errors
from alcove.apps.records.settings import TokenPair
from alcove.apps.records.sources.discogs import (
    Consumer,
    DiscogsClientFactory,
    build_authorize_url,
    fetch_access_token,
    fetch_request_token,
    load_token,
    save_token,
)
from alcove.foundation.settings import Secret
from integration.records.sources.conftest import Market, Open, discogs
from integration.records.sources.invalid_responses import serve_response
from support.clock import FakeClock
from support.http_client import http_client

CONSUMER = {"DISCOGS_CONSUMER_KEY": "simulator-key", "DISCOGS_CONSUMER_SECRET": "simulator-secret"}
CREDS = '{"token": "simulator-access", "secret": "simulator-access-secret"}'
OURS = Consumer(Secret("simulator-key"), Secret("simulator-secret"))
PAIR = TokenPair("simulator-access", "simulator-access-secret")


async def test_without_credentials_no_request_is_sent(market: Market, open_discogs: Open) -> None:
    """Missing credentials raise an error that says how to get some, before any request."""
    factory = open_discogs(**CONSUMER)
    assert await factory.credentials_source() is None
    with pytest.raises(errors.CredentialsMissing, match="DISCOGS_USER_TOKEN"):
        async with factory.open():
            pass
    assert not market.simulator.log.entries()


async def test_the_precedence_of_credentials(open_discogs: Open, tmp_path: Path) -> None:
    """A personal token comes before DISCOGS_CREDS, and those come before the token file."""
    save_token(tmp_path / "discogs_token.json", PAIR)
    for environ, source in [
        (CONSUMER, "token file"),
        ({**CONSUMER, "DISCOGS_CREDS": CREDS}, "DISCOGS_CREDS"),
        ({**CONSUMER, "DISCOGS_CREDS": CREDS, "DISCOGS_USER_TOKEN": "simulator-token"}, "DISCOGS_USER_TOKEN"),
    ]:
        factory = open_discogs(**environ)
        assert await factory.credentials_source() == source
        async with factory.open() as client:
            assert (await client.identity()).username == "collector"


async def test_a_token_file_alone_cannot_sign(open_discogs: Open, tmp_path: Path) -> None:
    """An access token also needs the application's key and secret."""
    save_token(tmp_path / "discogs_token.json", PAIR)
    with pytest.raises(errors.CredentialsMissing, match="DISCOGS_CONSUMER_KEY"):
        await open_discogs(DISCOGS_API_BASE="http://127.0.0.1:1").find_credentials()


async def test_a_token_file_can_be_configured_and_created_later(open_discogs: Open, tmp_path: Path) -> None:
    """The file is read from its configured path, each time."""
    token_file = tmp_path / "keys" / "mine.json"
    factory = open_discogs(**CONSUMER, DISCOGS_TOKEN_FILE=str(token_file))
    assert await factory.credentials_source() is None
    save_token(factory.token_file, PAIR)
    assert token_file.is_file()
    async with factory.open() as client:
        assert (await client.identity()).username == "collector"


@pytest.mark.parametrize(
    "creds", ['{"token": "forged", "secret": "x"}', '{"token": "simulator-access", "secret": "x"}']
)
async def test_forged_oauth_credentials_are_rejected(creds: str, open_discogs: Open) -> None:
    """Neither an unknown token nor a wrong secret signs in."""
    async with open_discogs(**CONSUMER, DISCOGS_CREDS=creds).open() as client:
        with pytest.raises(errors.CredentialsInvalid):
            await client.identity()


async def test_revoked_credentials_are_rejected(market: Market, open_discogs: Open) -> None:
    """A token that its owner has revoked no longer works."""
    async with open_discogs(**CONSUMER, DISCOGS_CREDS=CREDS).open() as client:
        await client.identity()
        market.simulator.oauth.revoke("collector")
        with pytest.raises(errors.CredentialsInvalid):
            await client.identity()


async def test_the_three_steps_create_a_token(market: Market, open_discogs: Open) -> None:
    """Request token, consent in a browser, access token: stored in the file, it signs in."""
    factory = open_discogs(**CONSUMER)
    request, verifier = await _authorize(factory, market)
    async with factory.connect() as http:
        token = await fetch_access_token(http, OURS, clock=FakeClock(), request=request, verifier=f" {verifier}\n")
    save_token(factory.token_file, token)
    async with factory.open() as client:
        assert (await client.identity()).username == "collector"


async def test_a_wrong_verifier_is_rejected(market: Market, open_discogs: Open) -> None:
    """A mistyped verifier has its own error."""
    factory = open_discogs(**CONSUMER)
    request, _ = await _authorize(factory, market)
    async with factory.connect() as http:
        with pytest.raises(errors.CredentialsInvalid, match="verifier"):
            await fetch_access_token(http, OURS, clock=FakeClock(), request=request, verifier="mistyped")


async def test_an_unknown_application_is_rejected(open_discogs: Open) -> None:
    """A wrong consumer key or secret has its own error, in the first step."""
    for consumer in (Consumer(Secret("x"), Secret("y")), Consumer(Secret("simulator-key"), Secret("y"))):
        async with open_discogs().connect() as http:
            with pytest.raises(errors.CredentialsInvalid, match="consumer key"):
                await fetch_request_token(http, consumer, clock=FakeClock())


@pytest.mark.parametrize(
    "body", ["", "oauth_token=a", "oauth_token=a&oauth_token_secret=", "<html>", "oauth_token=%0A"]
)
async def test_a_response_without_a_token_is_an_upstream_error(body: str, tmp_path: Path) -> None:
    """A response that is not a token is rejected."""
    with serve_response(body) as base:
        async with discogs(base, tmp_path).connect() as http:
            with pytest.raises(errors.UpstreamFailed):
                await fetch_request_token(http, OURS, clock=FakeClock())


def test_the_consent_page_is_on_the_website() -> None:
    """The consent page is at www.discogs.com, or at the simulator."""
    request = TokenPair("a+b", "secret")
    assert build_authorize_url(request) == "https://www.discogs.com/oauth/authorize?oauth_token=a%2Bb"
    assert (
        build_authorize_url(request, api_base="http://[::1]:9/") == "http://[::1]:9/oauth/authorize?oauth_token=a%2Bb"
    )


def test_a_token_file_is_private(tmp_path: Path) -> None:
    """The file is readable by its owner only with any umask, no other file is left, and it can be read back."""
    token_file = tmp_path / "new" / "token.json"
    before = os.umask(0)
    try:
        save_token(token_file, TokenPair("old", "old"))
        save_token(token_file, PAIR)
    finally:
        os.umask(before)
    assert stat.S_IMODE(token_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(token_file.parent.stat().st_mode) == 0o700
    assert [path.name for path in token_file.parent.iterdir()] == ["token.json"]
    assert json.loads(token_file.read_text()) == {"token": PAIR.token, "secret": PAIR.secret}
    assert load_token(token_file) == PAIR


def test_a_token_file_of_older_versions_is_made_private(tmp_path: Path) -> None:
    """A file with further keys, a line break and open permissions is read and made private."""
    token_file = tmp_path / "token.json"
    token_file.write_text('{"token": "t", "secret": "s", "extra": 1}\n')
    token_file.chmod(0o644)
    assert load_token(token_file) == TokenPair("t", "s")
    assert stat.S_IMODE(token_file.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "hush", '{"token": "hush"}', '{"token": "hush", "secret": 7}', "\udcff"])
def test_an_invalid_token_file_is_named_without_its_content(text: str, tmp_path: Path) -> None:
    """The error names the file and shows none of its content."""
    token_file = tmp_path / "token.json"
    token_file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(errors.CredentialsInvalid, match=re.escape(str(token_file))) as caught:
        load_token(token_file)
    assert "hush" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_failed_save_leaves_the_old_token(tmp_path: Path) -> None:
    """If the file cannot be replaced, the old one stays and no temporary file is left."""
    token_file = tmp_path / "token.json"
    token_file.mkdir()
    (token_file / "inside").touch()
    with pytest.raises(OSError):
        save_token(token_file, PAIR)
    assert [path.name for path in tmp_path.iterdir()] == ["token.json"]
    with pytest.raises(errors.CredentialsInvalid):
        load_token(token_file)


async def _authorize(factory: DiscogsClientFactory, market: Market) -> tuple[TokenPair, str]:
    """Do the first two steps as a program and a person would; return the request token and the verifier."""
    async with factory.connect() as http:
        request = await fetch_request_token(http, OURS, clock=FakeClock())
    page = build_authorize_url(request, api_base=market.base)
    form = {"oauth_token": request.token, "answer": "authorize"}
    async with http_client() as browser:
        assert (await browser.get(page)).status_code == 200
        response = await browser.post(page, data=form)
    match = re.search(r'<code id="verifier">(\w+)</code>', response.text)
    assert match
    return request, match[1]
