"""No code, token or password is stored as its owner knows it, whatever the flow."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from alcove.foundation.vault import VaultSettings, open_vault
from alcove.wires.supabase.auth.config import MailRules
from alcove.wires.supabase.auth.factors import totp
from support.auth_mails import code_in, fragment_of, link_in
from support.auth_server import PASSWORD, AuthApi, open_auth

ANN = "ann@example.com"
LONG_CODES = MailRules(otp_length=10, max_frequency=0, secure_email_change=True)
"""Codes that occur in no other text by chance."""
VERIFIER = "a-verifier-that-is-long-enough-for-the-protocol-0123456789"
ROWS = "SELECT row::text AS text FROM auth.{table} AS row"
TABLES = """
SELECT table_name FROM information_schema.tables WHERE table_schema = 'auth' AND table_type = 'BASE TABLE'
"""


@pytest.fixture
async def api(dsn: str, tmp_path: Path) -> AsyncIterator[AuthApi]:
    """Yield an accounts API with codes of ten digits, and a vault."""
    vault = open_vault(VaultSettings(), data_dir=tmp_path)
    async with open_auth(dsn, vault=vault, mail=LONG_CODES) as opened:
        yield opened


async def _post(api: AuthApi, path: str, body: Any, **options: Any) -> Any:
    response = await api.post(path, body, **options)
    assert response.status_code == 200, response.text
    return response.json()


async def _run_flows(api: AuthApi) -> set[str]:
    """Run every flow, and return the texts with which people prove who they are."""
    known = {PASSWORD, VERIFIER}
    await _post(api, "/signup", {"email": ANN, "password": PASSWORD})
    body = {"type": "signup", "email": ANN, "token": code_in(api.mailer.sent[-1])}
    session = await _post(api, "/verify", body)
    known |= {session["refresh_token"], session["access_token"]}
    session = await _post(
        api, "/token", {"refresh_token": session["refresh_token"]}, grant_type="refresh_token"
    )  # fmt: skip
    token = session["access_token"]
    known |= {session["refresh_token"], token}
    digest = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
    challenge = {"code_challenge": digest, "code_challenge_method": "s256"}
    await _post(api, "/recover", {"email": ANN, **challenge})
    location = (await api.client.get("/verify", params=link_in(api.mailer.sent[-1]))).headers["location"]
    code = location.partition("code=")[2].partition("&")[0] or fragment_of(location)["code"]
    known.add(code)
    factor = await _post(api, "/factors", {"factor_type": "totp"}, token=token)
    known.add(factor["totp"]["secret"])
    opened = await _post(api, f"/factors/{factor['id']}/challenge", {}, token=token)
    digits = totp.make_code(factor["totp"]["secret"], now=api.clock.now())
    raised = await _post(
        api, f"/factors/{factor['id']}/verify", {"challenge_id": opened["id"], "code": digits}, token=token
    )  # fmt: skip
    known |= {raised["refresh_token"], raised["access_token"]}
    token = raised["access_token"]
    response = await api.put("/user", {"email": "new@example.com"}, token=token)
    assert response.status_code == 200, response.text
    assert (await api.get("/reauthenticate", token=token)).status_code == 200
    known.add(code_in(api.mailer.sent[-1]))
    await _post(api, "/otp", {"email": "bob@example.com"})
    await _post(api, "/invite", {"email": "cy@example.com"}, token=api.role_token())
    for kind in ("recovery", "magiclink"):
        link = await _post(api, "/admin/generate_link", {"type": kind, "email": ANN}, token=api.role_token())
        known |= {link["hashed_token"], link["email_otp"]}
    for mail in api.mailer.sent:
        if "/verify?" in mail.text:
            known.add(link_in(mail)["token"].removeprefix("pkce_"))
        if "code: " in mail.text:
            known.add(code_in(mail))
    return known


async def test_nothing_is_stored_plain(api: AuthApi) -> None:
    """After all flows, no row of the schema contains a password, token, code or secret of a person."""
    known = await _run_flows(api)
    assert len(known) > 15
    rows = 0
    for table in await api.fetch(TABLES):
        for row in await api.fetch(ROWS.format(table=table["table_name"])):
            rows += 1
            found = [text for text in known if text in row["text"]]
            assert not found, f"auth.{table['table_name']} has {found}"
    assert rows > 20


@pytest.mark.parametrize("path", ["/recover", "/resend"])
async def test_a_request_for_a_mail_takes_as_long_for_unknown_names(api: AuthApi, path: str) -> None:
    """The answer comes when the same time has passed, with or without an account."""
    await api.add_user(ANN, confirmed=path != "/resend")
    seconds = set()
    for email in (ANN, "nobody@example.com"):
        start = api.clock.monotonic()
        response = await api.post(path, {"email": email, "type": "signup"})
        assert response.status_code == 200, response.text
        seconds.add(api.clock.monotonic() - start)
    assert len(seconds) == 1
    assert min(seconds) > 0
