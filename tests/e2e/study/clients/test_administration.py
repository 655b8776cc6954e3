"""Administration of accounts through Supabase's client."""

import uuid

import pytest

from e2e.study.clients.conftest import PASSWORD, sign_up
from e2e.study.clients.pages import TARGET, visit
from support.supabase_js import SupabaseClient, SupabaseJs


def test_an_administrator_rules_an_account(admin: SupabaseClient, node: SupabaseJs, email: str) -> None:
    """Made, found, banned, let in again, given a password, and deleted: with the effect on the user's own session."""
    made = admin.do("admin.createUser", {"email": email, "user_metadata": {"name": "Ann"}})["user"]
    credentials = {"email": email, "password": PASSWORD}
    admin.do("admin.updateUserById", made["id"], {"password": PASSWORD, "email_confirm": True})
    client = node.open_client()
    client.do("signInWithPassword", credentials)
    admin.do("admin.updateUserById", made["id"], {"ban_duration": "24h"})
    assert client.refuse("signInWithPassword", credentials) == (400, "user_banned", "User is banned")
    assert admin.do("admin.getUserById", made["id"])["user"]["banned_until"]
    admin.do("admin.updateUserById", made["id"], {"ban_duration": "none", "app_metadata": {"plan": "pro"}})
    user = client.do("signInWithPassword", credentials)["user"]
    assert (user["app_metadata"]["plan"], user["user_metadata"]["name"]) == ("pro", "Ann")
    factor = client.do("mfa.enroll", {"factorType": "totp"})
    assert [one["id"] for one in admin.do("admin.mfa.listFactors", {"userId": made["id"]})["factors"]] == [factor["id"]]
    admin.do("admin.mfa.deleteFactor", {"userId": made["id"], "id": factor["id"]})
    assert admin.auth("admin.signOut", client.do("getSession")["session"]["access_token"]).error is None
    assert client.auth("getUser").error is not None
    admin.do("admin.deleteUser", made["id"])
    assert admin.refuse("admin.getUserById", made["id"]) == (404, "user_not_found", "User not found")
    assert client.refuse("signInWithPassword", credentials)[1] == "invalid_credentials"


def test_an_administrator_turns_pages(admin: SupabaseClient, email: str) -> None:
    """A page has so many users, their number in all, and the numbers of the next and the last page."""
    for number in range(3):
        admin.do("admin.createUser", {"email": f"{number}-{email}", "email_confirm": True})
    total = admin.do("admin.listUsers", {"page": 1, "perPage": 1})["total"]
    # Two pages, as the client reads one digit of the last one's number.
    size = total - 1
    page = admin.do("admin.listUsers", {"page": 1, "perPage": size})
    assert (len(page["users"]), page["total"]) == (size, total)
    assert (page["nextPage"], page["lastPage"]) == (2, 2)
    last = admin.do("admin.listUsers", {"page": 2, "perPage": size})
    assert (len(last["users"]), last["nextPage"]) == (1, None)
    assert last["users"][0]["id"] not in [user["id"] for user in page["users"]]


@pytest.mark.parametrize("kind", ["signup", "invite", "magiclink", "recovery"])
def test_links_of_an_administrator_sign_in(admin: SupabaseClient, node: SupabaseJs, email: str, kind: str) -> None:
    """Each kind of link works once, as the code or the address."""
    if kind in {"magiclink", "recovery"}:
        admin.do("admin.createUser", {"email": email, "email_confirm": True})
    extra = {"password": PASSWORD} if kind == "signup" else {}
    link = admin.do("admin.generateLink", {"type": kind, "email": email, **extra, "options": {"redirectTo": TARGET}})
    properties = link["properties"]
    assert (properties["verification_type"], properties["redirect_to"]) == (kind, TARGET)
    code = {"type": kind, "email": email, "token": properties["email_otp"]}
    client = node.open_client()
    assert client.do("verifyOtp", code)["user"]["id"] == link["user"]["id"]
    assert client.refuse("verifyOtp", code)[:2] == (403, "otp_expired")
    errors = visit(properties["action_link"])
    assert {**errors[0], **errors[1]}["error_code"] == "otp_expired"
    fresh = admin.do("admin.generateLink", {"type": "magiclink", "email": email, "options": {"redirectTo": TARGET}})
    fragment = visit(fresh["properties"]["action_link"])[1]
    assert (fragment["type"], client.do("getUser", fragment["access_token"])["user"]["email"]) == ("magiclink", email)


def test_only_the_service_key_administers(node: SupabaseJs, email: str) -> None:
    """Neither the anon key nor a user's session may call the methods of an administrator."""
    nobody = str(uuid.uuid4())
    for client in (node.open_client(), sign_up(node, email)):
        for method, arguments in (
            ("createUser", [{"email": f"x-{email}"}]),
            ("listUsers", []),
            ("getUserById", [nobody]),
            ("updateUserById", [nobody, {"role": "service_role"}]),
            ("deleteUser", [nobody]),
            ("generateLink", [{"type": "magiclink", "email": email}]),
            ("inviteUserByEmail", [f"y-{email}"]),
        ):
            assert client.refuse(f"admin.{method}", *arguments) == (403, "not_admin", "User not allowed"), method
