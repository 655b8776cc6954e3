"""Every call of the old front end to its accounts, through Supabase's client, which keeps the session."""

import uuid
from collections.abc import Iterator
from typing import Any

import jwt
import pytest

from e2e.study.conftest import SECRET, StudyServer
from support.http_client import blocking_http_client
from support.sockets import free_port
from support.supabase_js import PACKAGES, SupabaseClient, SupabaseJs, supabase_js
from support.world import World

PASSWORD = "correct horse battery"
INVALID = (400, "invalid_credentials", "Invalid login credentials")
TASK = {"title": "Read", "status": "todo", "priority": "medium"}


@pytest.fixture(scope="module")
def accounts(study_world: World, study_server: StudyServer) -> Iterator[StudyServer]:
    """Yield a further api process on the same database, whose limits are far away."""
    port = str(free_port())
    process = study_world.start(
        "api",
        PORT=port,
        STUDY_ANONYMOUS_SIGN_IN="1",
        STUDY_SIGN_UPS_PER_HOUR="0",
        STUDY_SIGN_UPS_PER_DAY="0",
        STUDY_REQUESTS_PER_MINUTE="1000",
    ).wait_ready()
    yield StudyServer(
        f"http://127.0.0.1:{process.port}", study_server.dsn, study_server.anon_key, study_server.service_role_key
    )
    process.stop()


@pytest.fixture(scope="module", params=PACKAGES)
def node(request: pytest.FixtureRequest, accounts: StudyServer) -> Iterator[SupabaseJs]:
    """Yield Supabase's client, in each version."""
    with supabase_js(request.param, url=accounts.url, key=accounts.anon_key) as running:
        yield running


@pytest.fixture
def email() -> str:
    """Return an address of nobody."""
    return f"{uuid.uuid4()}@example.org"


@pytest.fixture
def ann(node: SupabaseJs, email: str) -> SupabaseClient:
    """Return a client whose user has signed up."""
    client = node.open_client()
    sign_up(client, email)
    return client


def sign_up(client: SupabaseClient, email: str) -> Any:
    """Sign up as the form does, and return the data."""
    options = {"data": {"display_name": "Ann"}, "emailRedirectTo": "http://127.0.0.1:8080/"}
    return client.do("signUp", {"email": email, "password": PASSWORD, "options": options})


def send(server: StudyServer, method: str, path: str, *, token: str | None = None, **options: Any) -> Any:
    """Send a request to any prefix."""
    headers = {"apikey": server.anon_key, "authorization": f"Bearer {token or server.anon_key}"}
    headers |= options.pop("headers", {"x-supabase-api-version": "2024-01-01"})
    with blocking_http_client(server.url) as client:
        return client.request(method, path, headers=headers, **options)


def test_signing_up_signs_in(node: SupabaseJs, email: str) -> None:
    """The response has a session and the whole user, the token its claims, and the storage the session."""
    client = node.open_client()
    session = sign_up(client, email)["session"]
    assert (session["token_type"], session["expires_in"]) == ("bearer", 3600)
    user = session["user"]
    assert (user["aud"], user["role"], user["email"], user["phone"]) == ("authenticated", "authenticated", email, "")
    assert user["app_metadata"] == {"provider": "email", "providers": ["email"]}
    assert user["user_metadata"]["display_name"] == "Ann"
    assert [identity["provider"] for identity in user["identities"]] == ["email"]
    assert not user["is_anonymous"]
    claims = jwt.decode(session["access_token"], SECRET, algorithms=["HS256"], audience="authenticated")
    assert (claims["sub"], claims["role"], claims["aal"]) == (user["id"], "authenticated", "aal1")
    assert [method["method"] for method in claims["amr"]] == ["password"]
    assert session["expires_at"] == claims["exp"]
    assert list(client.stored_items()) == ["sb-127-auth-token"]


def test_signing_in_and_out_rules_the_data(ann: SupabaseClient, node: SupabaseJs, email: str) -> None:
    """The user's rows are read and written with the session, by nobody else, and no longer after the sign-out."""
    user_id = ann.do("getUser")["user"]["id"]
    made = ann.call(("from", "tasks"), ("insert", {**TASK, "user_id": user_id}), ("select",), ("single",))
    assert (made.error, made.status) == (None, 201)
    profile = ann.call(("from", "profiles"), ("select", "id,email"), ("eq", "id", user_id), ("maybeSingle",))
    assert profile.data == {"id": user_id, "email": email}
    other = node.open_client()
    sign_up(other, f"other-{email}")
    assert other.call(("from", "tasks"), ("select", "*")).data == []
    forged = other.call(("from", "tasks"), ("insert", {**TASK, "user_id": user_id}))
    assert forged.error is not None
    assert (forged.status, forged.error["code"]) == (403, "42501")
    assert ann.auth("signOut").error is None
    assert ann.stored_items() == {}
    again = node.open_client()
    again.do("signInWithPassword", {"email": email, "password": PASSWORD})
    assert [row["title"] for row in again.call(("from", "tasks"), ("select", "*")).data] == ["Read"]


def test_texts_that_the_forms_show(node: SupabaseJs, email: str) -> None:
    """The texts that the front end looks for, and those that it shows."""
    sign_up(node.open_client(), email)
    refuse = node.open_client().refuse
    wrong = {"email": email, "password": "wrong horse battery"}
    assert refuse("signInWithPassword", wrong) == INVALID
    assert refuse("signInWithPassword", {**wrong, "email": f"no-{email}"}) == INVALID
    taken = (422, "user_already_exists", "User already registered")
    assert refuse("signUp", {"email": email, "password": PASSWORD}) == taken
    weak = refuse("signUp", {"email": f"new-{email}", "password": "short"})
    assert weak[:2] == (422, "weak_password")
    assert refuse("signUp", {"email": "nonsense", "password": PASSWORD})[:2] == (400, "validation_failed")


@pytest.mark.parametrize("whose", ["known", "unknown"])
def test_mails_are_asked_for_alike(node: SupabaseJs, email: str, whose: str) -> None:
    """A resend and a recovery give the same response for known and unknown addresses."""
    client = node.open_client()
    sign_up(node.open_client(), email)
    address = email if whose == "known" else f"no-{email}"
    resent = client.do("resend", {"type": "signup", "email": address})
    assert resent == {"user": None, "session": None, **({"messageId": None} if "messageId" in resent else {})}
    assert client.do("resetPasswordForEmail", address, {"redirectTo": "http://127.0.0.1:8080/auth"}) == {}


def test_sessions_are_refreshed_and_set(ann: SupabaseClient, node: SupabaseJs) -> None:
    """A refresh rotates the token, a client can take the session over, and a made-up token is refused."""
    first = ann.do("getSession")["session"]
    second = ann.do("refreshSession")["session"]
    assert second["refresh_token"] != first["refresh_token"]
    other = node.open_client()
    tokens = {name: second[name] for name in ("access_token", "refresh_token")}
    assert other.do("setSession", tokens)["user"]["id"] == first["user"]["id"]
    assert other.do("getClaims")["claims"]["sub"] == first["user"]["id"]
    unknown = other.refuse("refreshSession", {"refresh_token": "abcdefghijkl"})
    assert unknown == (400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")


def test_a_user_changes(ann: SupabaseClient, node: SupabaseJs, email: str) -> None:
    """Data are merged, a new password signs in, and the same one is refused."""
    user = ann.do("updateUser", {"data": {"theme": "dark"}})["user"]
    assert {"theme": "dark", "display_name": "Ann"}.items() <= user["user_metadata"].items()
    same = (422, "same_password", "New password should be different from the old password.")
    assert ann.refuse("updateUser", {"password": PASSWORD}) == same
    ann.do("updateUser", {"password": "another long password"})
    client = node.open_client()
    assert client.refuse("signInWithPassword", {"email": email, "password": PASSWORD}) == INVALID
    client.do("signInWithPassword", {"email": email, "password": "another long password"})


def test_providers_that_are_off(node: SupabaseJs, accounts: StudyServer) -> None:
    """The button's address keeps the parameters; without a configured provider it gets the stock error."""
    options = {
        "redirectTo": "http://127.0.0.1:8080/",
        "queryParams": {"access_type": "offline", "prompt": "consent"},
        "skipBrowserRedirect": True,
    }
    url = node.open_client().do("signInWithOAuth", {"provider": "google", "options": options})["url"]
    response = send(accounts, "GET", url.removeprefix(accounts.url), headers={})
    assert response.status_code == 400
    assert response.json() == {
        "code": 400,
        "error_code": "validation_failed",
        "msg": "Unsupported provider: provider is not enabled",
    }


def test_an_anonymous_user_becomes_a_known_one(node: SupabaseJs, email: str) -> None:
    """An anonymous user keeps its id and rows when it gets an address."""
    client = node.open_client()
    user = client.do("signInAnonymously")["user"]
    assert user["is_anonymous"]
    assert client.do("updateUser", {"email": email})["user"]["id"] == user["id"]
    assert client.do("refreshSession")["user"]["is_anonymous"] is False


@pytest.mark.parametrize(
    ("scope", "ended"), [("global", ["one", "two"]), ("local", ["one"]), ("others", ["two"])]
)  # fmt: skip
def test_scopes_of_sign_out(node: SupabaseJs, email: str, scope: str, ended: list[str]) -> None:
    """Each scope ends the sessions that it names: accounts and data refuse their tokens, and no refresh works."""
    clients = {"one": node.open_client(), "two": node.open_client()}
    sign_up(clients["one"], email)
    clients["two"].do("signInWithPassword", {"email": email, "password": PASSWORD})
    sessions = {name: client.do("getSession")["session"] for name, client in clients.items()}
    assert clients["one"].auth("signOut", {"scope": scope}).error is None
    for name, session in sessions.items():
        probe = node.open_client()
        result = probe.auth("getUser", session["access_token"])
        rows = node.call(("from", "tasks"), ("select", "*"), token=session["access_token"])
        refreshed = probe.auth("refreshSession", {"refresh_token": session["refresh_token"]})
        if name not in ended:
            assert (result.error, rows.status, refreshed.error) == (None, 200, None)
            continue
        assert result.error is not None
        assert refreshed.error is not None
        assert rows.status == 401
        # The client's own word for a session that the server no longer has.
        assert result.error["name"] in {"AuthSessionMissingError", "AuthApiError"}
        assert refreshed.error["code"] == "refresh_token_not_found"


def test_factors_raise_the_assurance(ann: SupabaseClient) -> None:
    """A factor is enrolled, listed and removed."""
    factor = ann.do("mfa.enroll", {"factorType": "totp", "friendlyName": "phone"})
    assert factor["totp"]["uri"].startswith("otpauth://totp/")
    assert [row["id"] for row in ann.do("mfa.listFactors")["all"]] == [factor["id"]]
    assert ann.do("mfa.getAuthenticatorAssuranceLevel")["currentLevel"] == "aal1"
    challenge = ann.do("mfa.challenge", {"factorId": factor["id"]})
    wrong = ann.refuse("mfa.verify", {"factorId": factor["id"], "challengeId": challenge["id"], "code": "0"})
    assert wrong == (422, "mfa_verification_failed", "Invalid TOTP code entered")
    assert ann.do("mfa.unenroll", {"factorId": factor["id"]}) == {"id": factor["id"]}


def test_identities(ann: SupabaseClient) -> None:
    """The only identity is listed, and cannot be removed."""
    identities = ann.do("getUserIdentities")["identities"]
    assert [identity["provider"] for identity in identities] == ["email"]
    refused = ann.refuse("unlinkIdentity", identities[0])
    assert refused[1] in {"manual_linking_disabled", "single_identity_not_deletable"}


def test_administration(accounts: StudyServer, email: str, node: SupabaseJs) -> None:
    """The service key makes, lists, changes and removes users; the anon key may not."""
    refused = node.open_client().refuse("admin.listUsers")
    assert refused == (403, "not_admin", "User not allowed")
    with supabase_js("supabase-js-2.57.4", url=accounts.url, key=accounts.service_role_key) as service:
        admin = service.open_client()
        made = admin.do("admin.createUser", {"email": email, "password": PASSWORD, "email_confirm": True})["user"]
        assert made["email_confirmed_at"]
        changed = admin.do("admin.updateUserById", made["id"], {"app_metadata": {"plan": "pro"}})["user"]
        assert changed["app_metadata"]["plan"] == "pro"
        assert made["id"] in [user["id"] for user in admin.do("admin.listUsers", {"perPage": 1000})["users"]]
        link = admin.do("admin.generateLink", {"type": "recovery", "email": email})
        client = node.open_client()
        hashed = {"type": "recovery", "token_hash": link["properties"]["hashed_token"]}
        assert client.do("verifyOtp", hashed)["user"]["id"] == made["id"]
        assert client.refuse("verifyOtp", hashed) == (403, "otp_expired", "Email link is invalid or has expired")
        admin.do("admin.deleteUser", made["id"])
        assert client.auth("getUser").error is not None


def test_tokens_that_every_prefix_refuses(ann: SupabaseClient, accounts: StudyServer) -> None:
    """A revoked, a forged and an expired token get the error of each prefix, in its own form."""
    token = ann.do("getSession")["session"]["access_token"]
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], audience="authenticated")
    assert send(accounts, "GET", "/rest/v1/tasks", token=token).status_code == 200
    assert ann.auth("signOut").error is None
    assert send(accounts, "GET", "/rest/v1/tasks", token=token).status_code == 401
    unreadable = "invalid JWT: unable to parse or verify signature, token"
    refused = {
        token: ("session_not_found", "Session from session_id claim in JWT does not exist", "PGRST303"),
        jwt.encode(claims, SECRET * 2): (
            "bad_jwt",
            f"{unreadable} signature is invalid: signature is invalid",
            "PGRST301",
        ),
        jwt.encode({**claims, "exp": claims["iat"] - 120}, SECRET): (
            "bad_jwt",
            f"{unreadable} has invalid claims: token is expired",
            "PGRST303",
        ),
    }
    for bad, (code, message, rest_code) in refused.items():
        response = send(accounts, "GET", "/auth/v1/user", token=bad)
        assert (response.status_code, response.json()) == (403, {"code": code, "message": message})
        assert response.headers["x-sb-error-code"] == code
        response = send(accounts, "GET", "/rest/v1/tasks", token=bad)
        assert (response.status_code, response.json()["code"]) == (401, rest_code)
        assert response.headers["www-authenticate"].startswith('Bearer error="invalid_token"')
