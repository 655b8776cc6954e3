"""Second factors, verified claims, anonymous users and a whole program, through Supabase's client."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import jwt

from alcove.wires.supabase.auth.factors import totp
from e2e.study.clients.conftest import PASSWORD, Project, sign_up
from support.supabase_js import SupabaseClient, SupabaseJs, run_program
from support.until import until

PROGRAM: Final = Path(__file__).with_name("two_constants.mjs")


def test_a_second_factor_raises_a_session(node: SupabaseJs, email: str) -> None:
    """A code of the app raises this session; a new sign-in starts below, and cannot remove the factor."""
    client = sign_up(node, email)
    factor = client.do("mfa.enroll", {"factorType": "totp", "friendlyName": "phone"})
    assert factor["totp"]["qr_code"].startswith("data:image/svg+xml;utf-8,")
    challenge = client.do("mfa.challenge", {"factorId": factor["id"]})
    answer = {"factorId": factor["id"], "challengeId": challenge["id"], "code": make_code(factor)}
    assert [one["factor_type"] for one in client.do("mfa.verify", answer)["user"]["factors"]] == ["totp"]
    assert level_of(client) == ("aal2", "aal2", ["totp", "password"])
    assert [one["id"] for one in client.do("mfa.listFactors")["totp"]] == [factor["id"]]
    client.do("refreshSession")
    assert level_of(client)[0] == "aal2"
    other = node.open_client()
    other.do("signInWithPassword", {"email": email, "password": PASSWORD})
    assert level_of(other) == ("aal1", "aal2", ["password"])
    assert other.refuse("mfa.unenroll", {"factorId": factor["id"]})[:2] == (422, "insufficient_aal")
    other.do("mfa.challengeAndVerify", {"factorId": factor["id"], "code": make_code(factor)})
    assert level_of(other)[0] == "aal2"
    other.do("mfa.unenroll", {"factorId": factor["id"]})
    other.do("refreshSession")
    assert level_of(other)[:2] == ("aal1", "aal1")


def make_code(factor: dict[str, Any]) -> str:
    """Return the code that the app shows now."""
    return totp.make_code(factor["totp"]["secret"], now=datetime.now(UTC))


def level_of(client: SupabaseClient) -> tuple[str, str, list[str]]:
    """Return the assurance levels that a session has and can get, and how the user signed in."""
    level = client.do("mfa.getAuthenticatorAssuranceLevel")
    return level["currentLevel"], level["nextLevel"], [one["method"] for one in level["currentAuthenticationMethods"]]


def test_claims_are_verified_with_every_key(node: SupabaseJs, project: Project, email: str) -> None:
    """The client verifies tokens of the secret and of keys, and the server those of earlier keys."""
    sign_up(node, email)
    earlier = []
    for algorithm in ("HS256", "ES256", "RS256", "HS256"):
        assert project.world.run("study", "keys", "rotate", "--algorithm", algorithm).returncode == 0
        client = node.open_client()
        token = sign_in(client, email, algorithm)
        seen = client.do("getClaims")
        assert seen["header"]["alg"] == algorithm
        assert (seen["claims"]["email"], seen["claims"]["role"]) == (email, "authenticated")
        head, body, signature = token.split(".")
        forged = f"{head}.{body}.{'A' * len(signature)}"
        assert client.auth("getClaims", forged).error is not None
        assert client.auth("getUser", forged).error is not None
        assert client.call(("from", "tasks"), ("select", "id")).status == 200
        earlier.append(token)
    for token in earlier:
        assert node.open_client().do("getUser", token)["user"]["email"] == email
        assert node.call(("from", "tasks"), ("select", "id"), token=token).status == 200


def sign_in(client: SupabaseClient, email: str, algorithm: str) -> str:
    """Return a token that is signed with the algorithm, which the server does a moment after the command."""
    tokens: list[str] = []

    def is_signed_with_it() -> bool:
        session = client.do("signInWithPassword", {"email": email, "password": PASSWORD})["session"]
        tokens.append(session["access_token"])
        return bool(jwt.get_unverified_header(tokens[-1])["alg"] == algorithm)

    until(is_signed_with_it)
    return tokens[-1]


def test_an_anonymous_user_keeps_everything(node: SupabaseJs, email: str) -> None:
    """An anonymous user becomes a known one with the same id and rows, and signs in with the password."""
    client = node.open_client()
    user = client.do("signInAnonymously", {"options": {"data": {"theme": "dark"}}})["user"]
    assert (user["is_anonymous"], user["user_metadata"]["theme"]) == (True, "dark")
    row = {"user_id": user["id"], "title": "Read"}
    assert client.call(("from", "tasks"), ("insert", row)).error is None
    client.do("updateUser", {"email": email, "password": PASSWORD})
    known = node.open_client()
    session = known.do("signInWithPassword", {"email": email, "password": PASSWORD})["session"]
    assert (session["user"]["id"], session["user"]["is_anonymous"]) == (user["id"], False)
    assert known.call(("from", "tasks"), ("select", "title")).data == [{"title": "Read"}]


def test_a_program_needs_two_constants(package: str, project: Project) -> None:
    """A program for a hosted project runs with the address and the anon key of this server, and nothing else."""
    output = run_program(PROGRAM, package, project.server.url, project.server.anon_key)
    assert output == {"hidden": [], "tasks": [{"title": "Read"}], "session": None}
