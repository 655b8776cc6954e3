"""Sign-in with a provider, and its identities, through Supabase's client."""

from typing import Any

import pytest

from e2e.study.clients.conftest import NAME, Project, sign_up
from e2e.study.clients.pages import TARGET, visit
from support.supabase_js import SupabaseClient, SupabaseJs


def ask_provider(client: SupabaseClient, method: str = "signInWithOAuth") -> tuple[dict[str, str], dict[str, str]]:
    """Start a sign-in or a link with the provider, and return what the page gets."""
    options = {"redirectTo": TARGET, "skipBrowserRedirect": True, "queryParams": {"prompt": "consent"}}
    return visit(client.do(method, {"provider": NAME, "options": options})["url"])


def test_a_provider_signs_in_with_a_code(node: SupabaseJs, project: Project, person: dict[str, Any]) -> None:
    """The page's code gives a session to the client that has the verifier, once, and to no other."""
    client = node.open_client(flowType="pkce")
    query, fragment = ask_provider(client)
    assert (list(query), fragment) == (["code"], {})
    assert refuse_code(node, query["code"])[:2] == (400, "bad_code_verifier")
    session = client.do("exchangeCodeForSession", query["code"])["session"]
    assert session["user"]["email"] == person["email"]
    assert session["user"]["app_metadata"] == {"provider": NAME, "providers": [NAME]}
    assert session["provider_token"]
    assert session["provider_refresh_token"] == project.provider.refresh_token
    assert refuse_code(node, query["code"])[:2] == (404, "flow_state_not_found")
    again = node.open_client(flowType="pkce")
    code = ask_provider(again)[0]["code"]
    assert again.do("exchangeCodeForSession", code)["user"]["id"] == session["user"]["id"]


def refuse_code(node: SupabaseJs, code: str) -> tuple[int, str, str]:
    """Return how the code is refused to a client that has started a sign-in of its own."""
    client = node.open_client(flowType="pkce")
    client.do("signInWithOAuth", {"provider": NAME, "options": {"skipBrowserRedirect": True}})
    return client.refuse("exchangeCodeForSession", code)


def test_a_provider_signs_in_with_tokens(node: SupabaseJs, person: dict[str, Any]) -> None:
    """Without a code, the page gets the tokens of a session in the fragment, as the old front end expects."""
    client = node.open_client()
    query, fragment = ask_provider(client)
    assert query == {}
    assert {"access_token", "refresh_token", "expires_in", "expires_at", "token_type", "provider_token"} <= set(
        fragment
    )
    tokens = {name: fragment[name] for name in ("access_token", "refresh_token")}
    user = client.do("setSession", tokens)["user"]
    assert (user["email"], user["user_metadata"]["name"]) == (person["email"], "Ada")
    row = {"user_id": user["id"], "title": "Read"}
    assert client.call(("from", "tasks"), ("insert", row), ("select", "title"), ("single",)).data == {"title": "Read"}


@pytest.mark.usefixtures("person")
def test_a_person_who_refuses(node: SupabaseJs, project: Project) -> None:
    """The page learns that the person said no at the provider, and nobody is signed in."""
    project.provider.denies = True
    try:
        query, fragment = ask_provider(node.open_client())
    finally:
        project.provider.denies = False
    errors = {**query, **fragment}
    assert (errors["error"], errors["error_description"]) == ("access_denied", "The person said no.")
    assert "access_token" not in errors


def test_a_token_of_the_provider_signs_in(node: SupabaseJs, project: Project, person: dict[str, Any]) -> None:
    """An ID token that the provider signed for this client is enough; another one is refused."""
    client = node.open_client()
    token = project.provider.sign_id_token()
    assert client.do("signInWithIdToken", {"provider": NAME, "token": token})["user"]["email"] == person["email"]
    foreign = project.provider.sign_id_token(aud="another client")
    error = node.open_client().auth("signInWithIdToken", {"provider": NAME, "token": foreign}).error
    assert error is not None
    assert (error["name"], error["status"]) == ("AuthApiError", 400)


@pytest.mark.parametrize("flow", ["pkce", "implicit"])
def test_identities_are_linked_and_unlinked(node: SupabaseJs, email: str, person: dict[str, Any], flow: str) -> None:
    """A user links the provider, signs in with it, unlinks it, and keeps the last identity."""
    client = sign_up(node, email, flowType=flow)
    user_id = client.do("getUser")["user"]["id"]
    query, fragment = ask_provider(client, "linkIdentity")
    if flow == "pkce":
        assert client.do("exchangeCodeForSession", query["code"])["user"]["id"] == user_id
    else:
        assert "access_token" in fragment
    identities = {one["provider"]: one for one in client.do("getUserIdentities")["identities"]}
    assert set(identities) == {"email", NAME}
    assert identities[NAME]["identity_data"]["email"] == person["email"]
    other = node.open_client()
    assert visitor(other)["id"] == user_id
    client.do("unlinkIdentity", identities[NAME])
    left = client.do("getUserIdentities")["identities"]
    assert [one["provider"] for one in left] == ["email"]
    refused = client.refuse("unlinkIdentity", left[0])
    assert refused[:2] == (422, "single_identity_not_deletable")
    assert visitor(node.open_client())["id"] != user_id


def test_an_identity_belongs_to_one_user(node: SupabaseJs, email: str, person: dict[str, Any]) -> None:
    """The person of another user cannot be linked; the page gets the error."""
    assert visitor(node.open_client())["email"] == person["email"]
    query, fragment = ask_provider(sign_up(node, email), "linkIdentity")
    assert {**query, **fragment}["error_code"] == "identity_already_exists"


def visitor(client: SupabaseClient) -> Any:
    """Sign in with the provider and return the user."""
    fragment = ask_provider(client)[1]
    return client.do("setSession", {name: fragment[name] for name in ("access_token", "refresh_token")})["user"]
