"""Rooms over HTTP: who may do what, and what a room keeps together."""

import asyncio
import uuid
from pathlib import Path
from typing import Any

import pytest

from integration.study.rooms.site import RoomSite
from support.golden import check

UNKNOWN = "00000000-0000-0000-0000-000000000000"
ROLES = ("owner", "moderator", "member", "stranger", "banned")
ALLOWED = {
    ("GET", ""): "owner moderator member",
    ("GET", "/members"): "owner moderator member",
    ("GET", "/members?banned=true"): "owner moderator",
    ("GET", "/messages"): "owner moderator member",
    ("POST", "/messages"): "owner moderator member",
    ("GET", "/timer"): "owner moderator member",
    ("POST", "/timer"): "owner moderator member",
    ("POST", "/ticket"): "owner moderator member",
    ("GET", "/invitations"): "owner moderator",
    ("POST", "/invitations"): "owner moderator",
    ("PATCH", ""): "owner moderator",
    ("PATCH", f"/members/{UNKNOWN}"): "owner",
    ("DELETE", f"/members/{UNKNOWN}"): "owner moderator",
    ("DELETE", ""): "owner",
}
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/messages"): {"id": "1", "text": "x"},
    ("POST", "/timer"): {"action": "pause"},
    ("POST", "/invitations"): {"uses": 3},
    ("PATCH", ""): {"name": "New"},
    ("PATCH", f"/members/{UNKNOWN}"): {"role": "moderator"},
}


async def add_people(site: RoomSite, room: str) -> dict[str, uuid.UUID]:
    """Return an account of each role in a room."""
    people = {"owner": site.owner, "member": site.member, "stranger": site.stranger}
    for role in ("moderator", "banned"):
        rows = await site.server.execute(
            "INSERT INTO auth.users (id, email, raw_user_meta_data, created_at, updated_at)"
            " VALUES (gen_random_uuid(), gen_random_uuid() || '@example.org', '{}', now(), now()) RETURNING id"
        )
        people[role] = rows[0][0]
        await site.server.execute(
            "INSERT INTO study.room_members (room_id, user_id, role) VALUES ($1, $2, $3)", room, people[role], role
        )
    return people


async def test_each_role_may_do_what_the_table_says(site: RoomSite) -> None:
    """Members who may not do something get 403; whoever is not in the room gets 404."""
    room = await site.create()
    people = await add_people(site, room)
    for (method, path), allowed in ALLOWED.items():
        for role in sorted(ROLES, key=lambda name: name in allowed):
            response = await site.call(method, f"/{room}{path}", account=people[role], json=BODIES.get((method, path)))
            if role in allowed.split():
                expected = {404} if UNKNOWN in path else {200, 201, 204}
            else:
                expected = {403} if role in ("moderator", "member") else {404}
            if method == "DELETE" and not path and role == "owner":
                expected = {204}
            assert response.status_code in expected, (method, path, role, response.text)


async def test_an_open_room_is_found_and_joined_by_everybody_but_the_banned(site: RoomSite) -> None:
    """It is in the list of open rooms until it is closed; a closed room, or a ban, is 404."""
    room = await site.create(is_open=True, name=f"open {uuid.uuid4()}")

    async def is_listed(account: object) -> bool:
        page = await site.call("GET", "?scope=open&limit=100", account=account)
        return room in [found["id"] for found in page.json()["rooms"]]

    assert await is_listed(site.stranger)
    joined = await site.call("POST", f"/{room}/join", account=site.stranger)
    assert (joined.status_code, joined.json()["role"], joined.json()["members"]) == (200, "member", 3)
    assert (await site.call("POST", f"/{room}/join", account=site.stranger)).json()["members"] == 3
    assert (await site.call("DELETE", f"/{room}/members/{site.stranger}?ban=true")).status_code == 204
    assert not await is_listed(site.stranger)
    for path in ("/join", "/ticket"):
        assert (await site.call("POST", f"/{room}{path}", account=site.stranger)).status_code == 404
    assert (await site.call("DELETE", f"/{room}/members/{site.stranger}")).status_code == 204
    assert (await site.call("PATCH", f"/{room}", json={"is_open": False})).json()["is_open"] is False
    assert (await site.call("POST", f"/{room}/join", account=site.stranger)).status_code == 404


async def test_an_invitation_is_used_as_often_as_it_says(site: RoomSite) -> None:
    """Of many who race for the last use one becomes a member; members who use it again do not use it up."""
    room = await site.create()
    made = (await site.call("POST", f"/{room}/invitations", json={"uses": 1})).json()
    accounts = [site.stranger, *(await add_people(site, await site.create())).values()]
    fresh = [account for account in accounts if account not in (site.owner, site.member)]

    async def accept(account: object) -> int:
        return (await site.call("POST", "/join", account=account, json={"code": made["code"]})).status_code

    assert await accept(site.member) == 200
    assert sorted(await asyncio.gather(*(accept(account) for account in set(fresh)))) == [200, 404, 404]
    rows = await site.server.execute("SELECT * FROM study.room_invitations WHERE room_id = $1", room)
    assert made["code"] not in str(rows)
    listed = await site.call("GET", f"/{room}/invitations")
    assert listed.json() == {"invitations": []}


async def test_a_full_room_admits_nobody(site: RoomSite) -> None:
    """Of many who join at the same time no more become members than the room has places."""
    room = await site.create(is_open=True, capacity=3)
    people = await add_people(site, await site.create())
    fresh = [people["stranger"], people["moderator"], people["banned"]]
    answers = await asyncio.gather(*(site.call("POST", f"/{room}/join", account=account) for account in fresh))
    assert sorted(answer.status_code for answer in answers) == [200, 422, 422]
    smaller = await site.call("PATCH", f"/{room}", json={"capacity": 2})
    assert (smaller.status_code, smaller.json()["code"]) == (422, "VALIDATION_ERROR")


async def test_removed_members_and_deleted_rooms_end_websockets(site: RoomSite) -> None:
    """Who is removed, banned, or whose room or account is deleted loses the connection with a code that says why."""
    room = await site.create()
    await site.invite(room, site.stranger)
    async with (
        await site.open(room) as ann,
        await site.open(room, site.member) as bob,
        await site.open(room, site.stranger) as eve,
    ):
        await site.call("DELETE", f"/{room}/members/{site.stranger}?ban=true")
        closed = await eve.wait_closed()
        assert (closed.code, closed.reason) == (4403, "You are banned from the room.")
        await ann.wait_event("member", change="banned", user_id=str(site.stranger))
        await site.server.execute("DELETE FROM auth.users WHERE id = $1", site.owner)
        assert (await ann.wait_closed()).code == 4403
        # The room goes to who has been there longest.
        await bob.wait_event("member", change="role", user_id=str(site.member), role="owner")
        assert (await site.call("DELETE", f"/{room}", account=site.member)).status_code == 204
        assert (await bob.wait_closed()).code == 4404
    assert (await site.server.execute("SELECT FROM study.room_events WHERE room_id = $1", room)) == []


async def test_an_export_has_rooms_and_own_messages(site: RoomSite) -> None:
    """The export of an account has the rooms that it is in, and what it wrote there, but nothing of others."""
    room = await site.create()
    for account, text in ((site.owner, "mine"), (site.member, "not mine")):
        await site.call("POST", f"/{room}/messages", account=account, json={"id": "1", "text": text})
    headers = {"Authorization": f"Bearer {site.server.token(site.owner)}"}
    exported = (await site.http.get("/api/export", headers=headers)).json()
    assert [(entry["room_id"], entry["role"]) for entry in exported["rooms"]] == [(room, "owner")]
    assert [entry["data"] for entry in exported["room_messages"]] == [{"text": "mine"}]


async def test_a_room_whose_last_member_leaves_is_deleted(site: RoomSite) -> None:
    """Owners leave like others: the room goes to a moderator first, and without anybody it is gone."""
    room = await site.create()
    people = await add_people(site, room)
    assert (await site.call("DELETE", f"/{room}/members/{site.owner}")).status_code == 204
    found = await site.call("GET", f"/{room}", account=people["moderator"])
    assert found.json()["role"] == "owner"
    for role in ("member", "moderator"):
        path = f"/{room}/members/{people[role]}"
        assert (await site.call("DELETE", path, account=people[role])).status_code == 204
    assert await site.server.execute("SELECT FROM study.rooms WHERE id = $1", room) == []


async def test_ownership_can_be_handed_over(site: RoomSite) -> None:
    """There is exactly one owner at any time; the old one stays as a moderator, who may not remove the new one."""
    room = await site.create()
    path = f"/{room}/members/{site.member}"
    assert (await site.call("PATCH", path, json={"role": "owner"})).status_code == 204
    members = (await site.call("GET", f"/{room}/members")).json()["members"]
    assert {member["user_id"]: member["role"] for member in members} == {
        str(site.owner): "moderator",
        str(site.member): "owner",
    }
    assert (await site.call("DELETE", path)).status_code == 403
    assert (await site.call("PATCH", path, json={"role": "member"})).status_code == 403


WRONG: list[tuple[str, Any, str]] = [
    ("", {}, "name"),
    ("", {"name": ""}, "name"),
    ("", {"name": "  "}, "name"),
    ("", {"name": "x" * 101}, "name"),
    ("", {"name": "x", "capacity": 0}, "capacity"),
    ("", {"name": "x", "is_open": "yes"}, "is_open"),
    ("/join", {"code": 5}, "code"),
    ("/{room}/messages", {"id": "1"}, "text"),
    ("/{room}/messages", {"id": "1", "text": "x", "to": "me"}, "to"),
    ("/{room}/messages", {"id": "1", "text": "x", "to": UNKNOWN}, "to"),
    ("/{room}/timer", {"action": "explode"}, "action"),
    ("/{room}/timer", {"action": "start", "work_minutes": 1000}, "work_minutes"),
    ("/{room}/invitations", {"uses": 0}, "uses"),
]


async def test_wrong_bodies_name_the_field(site: RoomSite) -> None:
    """Each is refused with the field that is wrong, in the shape of the native API, and stores nothing."""
    room = await site.create()
    before = (await site.call("GET", f"/{room}")).json()["last_number"]
    for path, body, field in WRONG:
        response = await site.call("POST", path.format(room=room), json=body)
        assert (response.status_code, list(response.json()["fields"])) == (400, [field]), (path, body, response.text)
    assert (await site.call("GET", f"/{room}")).json()["last_number"] == before
    assert (await site.call("POST", json={"name": "a\0b"})).status_code == 400
    for bad in ("nonsense", UNKNOWN, "%00", "9" * 40):
        response = await site.call("GET", f"/{bad}")
        assert response.status_code in (400, 404)
    for number in ("x", "-1", "9" * 40):
        assert (await site.call("DELETE", f"/{room}/messages/{number}")).status_code == 404


async def test_answers_have_the_documented_shape(site: RoomSite) -> None:
    """A room, its members, its events and a welcome are pinned."""
    room = await site.create(name="Golden", description="d", capacity=7)
    await site.call("POST", f"/{room}/messages", json={"id": "m", "text": "t"})
    async with await site.open(room, after=1) as ann:
        await ann.wait_event("message")
        replies: dict[str, Any] = {
            "room": (await site.call("GET", f"/{room}")).json(),
            "members": (await site.call("GET", f"/{room}/members")).json(),
            "events": (await site.call("GET", f"/{room}/messages")).json(),
            "timer": (await site.call("GET", f"/{room}/timer")).json(),
            "frames": ann.frames,
            "ack": await ann.call("message", id="n", text="t"),
        }
    check(Path(__file__).parent / "golden" / "replies.json", replace(replies, site, room))


def replace(value: Any, site: RoomSite, room: str) -> Any:
    """Return a value with names in place of what differs between runs."""
    names = {str(site.owner): "OWNER", str(site.member): "MEMBER", room: "ROOM"}
    if isinstance(value, dict):
        return {
            key: "TIME" if key in ("at", "as_of", "time") or key.endswith("_at") else replace(entry, site, room)
            for key, entry in value.items()
        }
    if isinstance(value, list):
        return [replace(entry, site, room) for entry in value]
    if isinstance(value, str) and value.endswith("@example.org"):
        return "NAME"
    return names.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize("table", ["rooms", "room_members", "room_events", "room_tickets", "room_timers"])
async def test_roles_of_the_rest_api_reach_no_table_of_rooms(site: RoomSite, table: str) -> None:
    """The roles anon, authenticated and service_role have no privilege on it."""
    rows = await site.server.execute(
        "SELECT role, has_table_privilege(role, 'study.' || $1::text, 'SELECT, INSERT, UPDATE, DELETE') AS any"
        " FROM unnest(ARRAY['anon', 'authenticated', 'service_role']) AS role",
        table,
    )
    assert [row["any"] for row in rows] == [False] * 3
