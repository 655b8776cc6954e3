"""The caller's account and profile over the native API."""

import pytest

from integration.study.planner.site import NativeClient


def test_the_account_has_its_profile(client: NativeClient) -> None:
    """`/api/users/me` has the shape of the older server, and its change is one of the profile."""
    user = client.get("users/me")
    assert set(user) == {"id", "email", "created_at", "updated_at", "profile"}
    assert user["id"] == str(client.account)
    assert user["profile"] == {
        "id": user["id"], "user_id": user["id"], "full_name": user["email"], "avatar_url": None,
    }  # fmt: skip
    changed = client.change("study/users/me", profile={"full_name": "Ada  King Lovelace", "avatar_url": "/a.png"})
    assert changed["profile"]["full_name"] == "Ada King Lovelace"
    assert client.change("users/me", full_name="Ada")["profile"] == {**changed["profile"], "full_name": "Ada"}
    assert client.get(f"users/{client.account}")["profile"]["avatar_url"] == "/a.png"


def test_the_profile_is_changed_and_replaced(client: NativeClient) -> None:
    """Fields that are sent change; what the server keeps, such as the address and the streak, does not."""
    profile = client.change(
        "profiles/me", first_name="Ada", last_name="Lovelace", timezone="Asia/Tokyo", date_of_birth="1915-12-10",
        email="other@example.org", study_streak=99, status="under_review",
    )  # fmt: skip
    assert (profile["full_name"], profile["timezone"], profile["study_streak"]) == ("Ada Lovelace", "Asia/Tokyo", 0)
    assert profile["email"] != "other@example.org"
    assert profile["user_id"] == profile["id"] == str(client.account)
    replaced = client.call("PUT", "study/profiles/me", {"full_name": "Ada King", "language": "de"}).json()
    assert [replaced[name] for name in ("first_name", "last_name", "timezone", "language", "date_of_birth")] == [
        "Ada", "King", "UTC", "de", None,
    ]  # fmt: skip
    assert client.get("profiles/me") == replaced


WRONG = [
    {"timezone": "Nowhere/City"}, {"timezone": None}, {"timezone": "../../etc/passwd"}, {"avatar_url": "javascript:x"},
    {"date_of_birth": "soon"}, {"academic_level": "phd"}, {"language": "e n"}, {"first_name": "x" * 501},
    {"onboarding_completed": "maybe"},
]  # fmt: skip


@pytest.mark.parametrize("body", WRONG, ids=lambda body: "=".join(map(str, *body.items()))[:40])
def test_wrong_profiles_are_refused(client: NativeClient, body: dict[str, object]) -> None:
    """A field that is wrong is named."""
    assert set(client.wrong_fields("PATCH", "profiles/me", **body)) == set(body)
    assert set(client.wrong_fields("PATCH", "users/me", profile=body)) == set(body)


def test_nobody_sees_another_account(client: NativeClient, other_client: NativeClient) -> None:
    """The address of another account is unknown, for reading and for changing; a body that is no object is refused."""
    for path in (f"users/{client.account}", f"profiles/{client.account}", "profiles/x"):
        for method in ("GET", "PATCH"):
            assert other_client.refuse(method, path, {"full_name": "x"}) == (404, "NOT_FOUND")
    assert client.http.get("/api/users/me").status_code == 401
    assert set(client.wrong_fields("PATCH", "users/me", profile=7)) == {"profile"}
