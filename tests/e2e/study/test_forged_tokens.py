"""Forged, expired and foreign tokens and keys get the exact error."""

import time
from typing import Any

import jwt
import pytest

from e2e.study.conftest import SECRET, Student, StudyServer, sign_token

NOW = int(time.time())
OTHER_SECRET = "another secret, of another project, also long enough"
INVALID = {
    "code": "PGRST301",
    "message": "No suitable key or wrong key type",
    "details": "None of the keys was able to decode the JWT",
    "hint": None,
}
OTHER_ALGORITHM = {**INVALID, "details": "No suitable key was found to decode the JWT"}
EXPIRED = {"code": "PGRST303", "message": "JWT expired", "details": None, "hint": None}


def _make_unsigned_token(**claims: Any) -> str:
    return jwt.encode({"role": "service_role", **claims}, "", algorithm="none")


def _alter_claims(token: str) -> str:
    """Return a token whose claims were changed after it was signed."""
    header, _, signature = token.split(".")
    claims = jwt.encode({"role": "service_role"}, OTHER_SECRET).split(".")[1]
    return f"{header}.{claims}.{signature}"


TOKENS = {
    "another secret": (sign_token(secret=OTHER_SECRET, sub="x"), INVALID),
    "another secret, as service": (sign_token(secret=OTHER_SECRET, role="service_role"), INVALID),
    "altered claims": (_alter_claims(sign_token(sub="x")), INVALID),
    "another algorithm": (jwt.encode({"role": "service_role"}, SECRET * 2, algorithm="HS512"), OTHER_ALGORITHM),
    "expired": (sign_token(exp=NOW - 120), EXPIRED),
    "not valid yet": (sign_token(nbf=NOW + 3600), {**EXPIRED, "message": "JWT not yet valid"}),
    "issued in the future": (sign_token(iat=NOW + 3600), {**EXPIRED, "message": "JWT issued at future"}),
    "two parts": ("one.two", {**INVALID, "message": "Expected 3 parts in JWT; got 2", "details": None}),
}


@pytest.mark.parametrize("name", TOKENS)
def test_tokens_that_are_not_ours(name: str, study_server: StudyServer) -> None:
    """Each is 401 with PostgREST's code and text, and says so in WWW-Authenticate."""
    token, expected = TOKENS[name]
    for method in ("GET", "POST", "PATCH", "DELETE"):
        response = study_server.request(method, "tasks", token=token, json=None if method == "GET" else {"title": "x"})
        assert response.status_code == 401
        assert response.json() == expected
        assert response.headers["www-authenticate"].startswith('Bearer error="invalid_token"')


def test_unsigned_tokens(study_server: StudyServer) -> None:
    """A token without a signature is never accepted."""
    response = study_server.request("GET", "profiles", token=_make_unsigned_token())
    assert response.status_code == 401
    assert response.json()["code"] == "PGRST301"


def test_a_role_outside_of_the_api(study_server: StudyServer) -> None:
    """A token of ours for a role that the API may not become gets no further."""
    for role in ("postgres", "alcove", "pg_read_all_data", "nobody"):
        response = study_server.request("GET", "tasks", token=sign_token(role=role))
        assert response.status_code in {400, 401, 403}, response.text
        assert response.json()["code"] in {"22023", "42501"}


@pytest.mark.parametrize("name", ["another secret, as service", "altered claims"])
def test_forged_keys(name: str, study_server: StudyServer, ann: Student) -> None:
    """A forged API key is refused, whatever the bearer is."""
    response = study_server.request("GET", "tasks", token=ann.token, headers={"apikey": TOKENS[name][0]})
    assert response.status_code == 401
    assert response.json() == {
        "message": "Invalid API key",
        "hint": "Double check your Supabase `anon` or `service_role` API key.",
    }


def test_a_missing_key(study_server: StudyServer, ann: Student) -> None:
    """Without an API key nothing is read."""
    response = study_server.request("GET", "tasks", token=ann.token, headers={"apikey": ""})
    assert response.status_code == 401
    assert response.json() == {
        "message": "No API key found in request",
        "hint": "No `apikey` request header or url param was found.",
    }
