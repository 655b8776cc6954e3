"""Second factors over HTTP: enrollment, challenges, verification and removal."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx2
import pytest

from alcove.foundation.vault import VaultSettings, is_ciphertext, open_vault
from alcove.wires.supabase.auth.config import FactorRules
from alcove.wires.supabase.auth.factors import totp
from support.auth_server import AuthApi, open_auth


@pytest.fixture
async def api(dsn: str) -> AsyncIterator[AuthApi]:
    """Yield an accounts API with the user ann@example.com."""
    async with open_auth(dsn) as opened:
        await opened.add_user("ann@example.com")
        yield opened


async def _enroll(api: AuthApi, token: str, **parameters: str) -> dict[str, Any]:
    response = await api.post("/factors", {"factor_type": "totp", **parameters}, token=token)
    assert response.status_code == 200, response.text
    factor: dict[str, Any] = response.json()
    return factor


async def _challenge(api: AuthApi, token: str, *, factor: dict[str, Any]) -> str:
    response = await api.post(f"/factors/{factor['id']}/challenge", {}, token=token)
    assert response.status_code == 200, response.text
    return str(response.json()["id"])


def _code(api: AuthApi, factor: dict[str, Any]) -> str:
    return totp.make_code(factor["totp"]["secret"], now=api.clock.now())


async def _verify(
    api: AuthApi, token: str, *, factor: dict[str, Any], challenge: str, code: str | None = None
) -> httpx2.Response:
    body = {"challenge_id": challenge, "code": _code(api, factor) if code is None else code}
    return await api.post(f"/factors/{factor['id']}/verify", body, token=token)


async def _raise(api: AuthApi, token: str, *, factor: dict[str, Any]) -> dict[str, Any]:
    """Return the session that a right code gives."""
    challenge = await _challenge(api, token, factor=factor)
    response = await _verify(api, token, factor=factor, challenge=challenge)
    assert response.status_code == 200, response.text
    session: dict[str, Any] = response.json()
    return session


def _error(response: httpx2.Response) -> tuple[int, str, str]:
    body = response.json()
    return response.status_code, body["code"], body["message"]


async def test_a_factor_raises_a_session(api: AuthApi) -> None:
    """Enrollment gives a secret once; its code makes the session one of aal2, with its methods and new tokens."""
    api.clock.advance(0.7)
    first = await api.sign_in("ann@example.com")
    token = first["access_token"]
    factor = await _enroll(api, token, friendly_name="phone")
    assert list(factor) == ["id", "type", "friendly_name", "totp"]
    assert (factor["type"], factor["friendly_name"]) == ("totp", "phone")
    assert list(factor["totp"]) == ["qr_code", "secret", "uri"]
    assert factor["totp"]["qr_code"].startswith("<?xml")
    assert factor["totp"]["uri"] == (
        "otpauth://totp/app.example.com:ann@example.com?algorithm=SHA1&digits=6&issuer=app.example.com"
        f"&period=30&secret={factor['totp']['secret']}"
    )
    api.clock.advance(60)
    challenged = await api.post(f"/factors/{factor['id']}/challenge", {}, token=token)
    now = int(api.clock.now().timestamp())
    assert challenged.json() == {"id": challenged.json()["id"], "type": "totp", "expires_at": now + 300}
    session = (await _verify(api, token, factor=factor, challenge=challenged.json()["id"])).json()
    before, after = (api.deps.signer().verify(made["access_token"]) for made in (first, session))
    assert (before["aal"], after["aal"]) == ("aal1", "aal2")
    assert after["session_id"] == before["session_id"]
    assert after["amr"] == [
        {"method": "totp", "timestamp": now}, {"method": "password", "timestamp": now - 60},
    ]  # fmt: skip
    assert session["refresh_token"] != first["refresh_token"]
    assert [(shown["status"], shown["friendly_name"]) for shown in session["user"]["factors"]] == [
        ("verified", "phone")
    ]
    stored = await api.fetch("SELECT aal::text, factor_id::text FROM auth.sessions")
    assert stored == [{"aal": "aal2", "factor_id": factor["id"]}]
    tokens = await api.fetch("SELECT revoked, parent FROM auth.refresh_tokens ORDER BY id")
    assert [row["revoked"] for row in tokens] == [True, False]
    assert tokens[1]["parent"] is not None


async def test_the_first_factor_ends_sessions_without_one(api: AuthApi) -> None:
    """Sessions of other devices end, factors that were never verified go, and other users are left alone."""
    await api.add_user("bob@example.com")
    others = [await api.sign_in(name) for name in ("ann@example.com", "bob@example.com")]
    token = (await api.sign_in("ann@example.com"))["access_token"]
    await _enroll(api, token, friendly_name="forgotten")
    factor = await _enroll(api, token, friendly_name="used")
    raised = await _raise(api, token, factor=factor)
    assert [shown["friendly_name"] for shown in raised["user"]["factors"]] == ["used"]
    sessions = [str(row["id"]) for row in await api.fetch("SELECT id FROM auth.sessions")]
    claims = [api.deps.signer().verify(other["access_token"]) for other in others]
    assert [claim["session_id"] in sessions for claim in claims] == [False, True]
    names = await api.fetch("SELECT friendly_name FROM auth.mfa_factors")
    assert names == [{"friendly_name": "used"}]


async def test_a_verified_factor_is_needed_for_more(api: AuthApi) -> None:
    """A session of aal1 can neither enroll another factor nor remove a verified one; one of aal2 can."""
    token = (await api.sign_in("ann@example.com"))["access_token"]
    factor = await _enroll(api, token, friendly_name="first")
    raised = await _raise(api, token, factor=factor)
    weak = (await api.sign_in("ann@example.com"))["access_token"]
    refused = await api.post("/factors", {"factor_type": "totp", "friendly_name": "second"}, token=weak)
    assert _error(refused) == (403, "insufficient_aal", "AAL2 required to enroll a new factor")
    refused = await api.delete(f"/factors/{factor['id']}", token=weak)
    assert _error(refused) == (422, "insufficient_aal", "AAL2 required to unenroll verified factor")
    await _enroll(api, raised["access_token"], friendly_name="second")
    removed = await api.delete(f"/factors/{factor['id']}", token=raised["access_token"])
    assert (removed.status_code, removed.json()) == (200, {"id": factor["id"]})
    sessions = await api.fetch("SELECT DISTINCT aal::text, factor_id FROM auth.sessions")
    assert sessions == [{"aal": "aal1", "factor_id": None}]
    methods = await api.fetch("SELECT DISTINCT authentication_method FROM auth.mfa_amr_claims")
    assert methods == [{"authentication_method": "password"}]


async def test_wrong_answers_are_refused_and_counted(api: AuthApi) -> None:
    """A wrong code, a used or expired challenge and one of another factor or address change nothing."""
    token = (await api.sign_in("ann@example.com"))["access_token"]
    factor = await _enroll(api, token, friendly_name="first")
    other = await _enroll(api, token, friendly_name="other")
    challenge = await _challenge(api, token, factor=factor)
    for code in ("000000", "", "12345", "x" * 1000):
        refused = await _verify(api, token, factor=factor, challenge=challenge, code=code)
        assert _error(refused) == (422, "mfa_verification_failed", "Invalid TOTP code entered")
    assert len(api.limiter.failed) == 4
    missing = (404, "mfa_factor_not_found", "MFA factor with the provided challenge ID not found")
    assert _error(await _verify(api, token, factor=other, challenge=challenge)) == missing
    assert _error(await _verify(api, token, factor=factor, challenge=str(uuid4()))) == missing
    assert _error(await api.post(f"/factors/{factor['id']}/verify", {}, token=token)) == missing
    await api.deps.pool().execute("UPDATE auth.mfa_challenges SET ip_address = '192.0.2.1'")
    mismatch = (422, "mfa_ip_address_mismatch", "Challenge and verify IP addresses mismatch.")
    assert _error(await _verify(api, token, factor=factor, challenge=challenge)) == mismatch
    challenge = await _challenge(api, token, factor=factor)
    api.clock.advance(301)
    expired = f"MFA challenge {challenge} has expired, verify against another challenge or create a new challenge."
    refused = await _verify(api, token, factor=factor, challenge=challenge)
    assert _error(refused) == (422, "mfa_challenge_expired", expired)
    assert await api.fetch("SELECT id FROM auth.mfa_factors WHERE status = 'verified'") == []
    challenge = await _challenge(api, token, factor=factor)
    raised = (await _verify(api, token, factor=factor, challenge=challenge)).json()["access_token"]
    assert _error(await _verify(api, raised, factor=factor, challenge=challenge)) == mismatch
    assert api.limiter.succeeded == ["ann@example.com", api.limiter.failed[0]]


async def test_one_challenge_is_answered_once(api: AuthApi) -> None:
    """Of two answers at the same time one gets tokens."""
    token = (await api.sign_in("ann@example.com"))["access_token"]
    factor = await _enroll(api, token)
    challenge = await _challenge(api, token, factor=factor)
    answers = await asyncio.gather(*(_verify(api, token, factor=factor, challenge=challenge) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 422, 422, 422, 422]
    assert len(await api.fetch("SELECT id FROM auth.refresh_tokens WHERE NOT revoked")) == 1


_REFUSED: list[tuple[dict[str, Any], tuple[int, str, str]]] = [
    ({"factor_type": "phone"}, (422, "mfa_phone_enroll_not_enabled", "MFA enroll is disabled for Phone")),
    ({"factor_type": "webauthn"}, (422, "mfa_webauthn_enroll_not_enabled", "MFA enroll is disabled for WebAuthn")),
    ({"factor_type": "sms"}, (400, "validation_failed", "factor_type needs to be totp, phone, or webauthn")),
    ({}, (400, "validation_failed", "factor_type needs to be totp, phone, or webauthn")),
    (
        {"factor_type": "totp", "friendly_name": "first"},
        (
            422,
            "mfa_factor_name_conflict",
            'A factor with the friendly name "first" for this user already exists',
        ),
    ),
    (
        {"factor_type": "totp", "friendly_name": "n" * 256},
        (400, "validation_failed", "friendly_name or issuer is too long"),
    ),
]


async def test_refused_enrollments(api: AuthApi) -> None:
    """Kinds that are not offered and names that are taken get GoTrue's errors."""
    token = (await api.sign_in("ann@example.com"))["access_token"]
    await _enroll(api, token, friendly_name="first")
    for body, expected in _REFUSED:
        assert _error(await api.post("/factors", body, token=token)) == expected, body
    assert len(await api.fetch("SELECT id FROM auth.mfa_factors")) == 1


async def test_issuers_of_any_script(api: AuthApi) -> None:
    """The issuer can be chosen, as long as the QR code can hold the address."""
    token = (await api.sign_in("ann@example.com"))["access_token"]
    for number, issuer in enumerate(("My Site", "ü" * 100, "日" * 150)):
        factor = await _enroll(api, token, friendly_name=str(number), issuer=issuer)
        assert factor["totp"]["uri"].count(quote(issuer)) == 2
    refused = await api.post("/factors", {"factor_type": "totp", "issuer": "日" * 200}, token=token)
    assert _error(refused) == (400, "validation_failed", "friendly_name or issuer is too long")


async def test_the_number_of_factors_is_limited(api: AuthApi) -> None:
    """A factor that was never challenged counts for five minutes only, also if many are enrolled at the same time."""
    api.change(factors=FactorRules(max_enrolled=3))
    token = (await api.sign_in("ann@example.com"))["access_token"]
    requests = (
        api.post("/factors", {"factor_type": "totp", "friendly_name": str(number)}, token=token) for number in range(6)
    )
    answers = await asyncio.gather(*requests)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 422, 422, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    message = "Maximum number of verified factors reached, unenroll to continue"
    assert _error(refused) == (422, "too_many_enrolled_mfa_factors", message)
    api.clock.advance(301)
    await _enroll(api, token, friendly_name="later")
    assert len(await api.fetch("SELECT id FROM auth.mfa_factors")) == 1


async def test_kinds_can_be_turned_off(api: AuthApi) -> None:
    """Without enrollment and verification of TOTP, known factors stay and are not challenged."""
    token = (await api.sign_in("ann@example.com"))["access_token"]
    factor = await _enroll(api, token)
    api.change(factors=FactorRules(totp_enroll=False, totp_verify=False))
    refused = await api.post("/factors", {"factor_type": "totp"}, token=token)
    assert _error(refused) == (422, "mfa_totp_enroll_not_enabled", "MFA enroll is disabled for TOTP")
    refused = await api.post(f"/factors/{factor['id']}/challenge", {}, token=token)
    assert _error(refused) == (422, "mfa_totp_verify_not_enabled", "MFA verification is disabled for TOTP")


async def test_factors_of_others_do_not_exist(api: AuthApi) -> None:
    """Nobody can challenge, verify or remove the factor of somebody else, and ids are checked."""
    await api.add_user("bob@example.com")
    own, other = [(await api.sign_in(name))["access_token"] for name in ("ann@example.com", "bob@example.com")]
    factor = await _enroll(api, own)
    paths = [("POST", "/challenge"), ("POST", "/verify"), ("DELETE", "")]
    for method, path in paths:
        response = await api.request(method, f"/factors/{factor['id']}{path}", body={}, token=other)
        assert _error(response) == (404, "mfa_factor_not_found", "Factor not found")
        response = await api.request(method, f"/factors/mine{path}", body={}, token=other)
        assert _error(response) == (404, "validation_failed", "factor_id must be an UUID")
        response = await api.request(method, f"/factors/{factor['id']}{path}", body={})
        assert response.status_code == 401
    response = await api.post(f"/factors/{factor['id']}/verify", {"challenge_id": "x"}, token=own)
    assert _error(response)[:2] == (400, "bad_json")


async def test_anonymous_users_have_no_factors(api: AuthApi) -> None:
    """Somebody without an address or password could never sign in again with the factor."""
    token = (await api.sign_in("ann@example.com"))["access_token"]
    await api.deps.pool().execute("UPDATE auth.users SET is_anonymous = true")
    refused = await api.post("/factors", {"factor_type": "totp"}, token=token)
    assert _error(refused) == (403, "no_authorization", "Anonymous user not allowed to perform these actions")


async def test_challenges_of_one_moment_do_not_collide(api: AuthApi) -> None:
    """The time of the last challenge is unique over all factors, and yet everybody is challenged."""
    token = (await api.sign_in("ann@example.com"))["access_token"]
    factors = [await _enroll(api, token, friendly_name=str(number)) for number in range(4)]
    await asyncio.gather(*(_challenge(api, token, factor=factor) for factor in factors))
    assert len(await api.fetch("SELECT id FROM auth.mfa_factors WHERE last_challenged_at IS NOT NULL")) == 4


async def test_a_vault_encrypts_new_secrets_and_plain_ones_stay_valid(dsn: str, tmp_path: Path) -> None:
    """A secret is encrypted where there is a vault; one that another server stored plain works as before."""
    async with open_auth(dsn) as api:
        await api.add_user("ann@example.com")
        token = (await api.sign_in("ann@example.com"))["access_token"]
        plain = await _enroll(api, token, friendly_name="imported")
        stored = await api.fetch("SELECT secret FROM auth.mfa_factors")
        assert stored == [{"secret": plain["totp"]["secret"]}]
    vault = open_vault(VaultSettings(), data_dir=tmp_path)
    async with open_auth(dsn, vault=vault) as api:
        raised = await _raise(api, token, factor=plain)
        sealed = await _enroll(api, raised["access_token"], friendly_name="new")
        await _raise(api, raised["access_token"], factor=sealed)
        (row,) = await api.fetch("SELECT secret FROM auth.mfa_factors WHERE friendly_name = 'new'")
        assert is_ciphertext(row["secret"])
    async with open_auth(dsn) as api:
        challenge = await _challenge(api, raised["access_token"], factor=sealed)
        refused = await _verify(api, raised["access_token"], factor=sealed, challenge=challenge)
        assert _error(refused)[:2] == (500, "unexpected_failure")
