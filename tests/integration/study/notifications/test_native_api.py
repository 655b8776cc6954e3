"""`/api/study/notifications` over HTTP."""

import uuid

from integration.study.served import StudyServer
from support.http_client import http_client

PATH = "/api/study/notifications"


async def test_learners_list_read_and_delete_their_notifications(
    server: StudyServer, account: uuid.UUID, other: uuid.UUID
) -> None:
    """Rows of a learner are listed with filters, counted, read and deleted; those of others are not found."""
    async with http_client(server.address, headers=server.headers(account)) as client:
        for number, kind in enumerate(("info", "reminder", "warning")):
            body = {"title": f"Title {number}", "message": "Text ✓", "type": kind, "metadata": {"n": number}}
            added = await client.post(PATH, json=body)
            assert added.status_code == 201, added.text
        number = added.json()["id"]
        listed = (await client.get(PATH, params={"type": "info,warning", "limit": 1})).json()
        assert (listed["total"], [row["title"] for row in listed["notifications"]]) == (2, ["Title 2"])
        assert (await client.get(f"{PATH}/unread")).json() == {"unread": 3}
        changed = await client.patch(f"{PATH}/{number}", json={"read": True})
        assert (changed.json()["read"], changed.json()["metadata"]) == (True, {"n": 2})
        assert (await client.get(PATH, params={"read": "false"})).json()["total"] == 2
        assert (await client.post(f"{PATH}/read")).json() == {"read": 2}
        assert (await client.get(f"{PATH}/unread")).json() == {"unread": 0}
        wrong = await client.post(PATH, json={"title": "", "message": 3, "type": "loud"})
        assert wrong.status_code == 400
        assert set(wrong.json()["fields"]) == {"title", "message", "type"}
    async with http_client(server.address, headers=server.headers(other)) as client:
        for method in ("GET", "PATCH", "DELETE"):
            refused = await client.request(method, f"{PATH}/{number}", json=None if method == "GET" else {"read": True})
            assert (refused.status_code, refused.json()["code"]) == (404, "NOT_FOUND")
        assert (await client.get(PATH)).json()["total"] == 0
        assert (await client.post(f"{PATH}/read")).json() == {"read": 0}
    async with http_client(server.address, headers=server.headers(account)) as client:
        assert (await client.delete(f"{PATH}/{number}")).status_code == 204
        assert (await client.get(PATH)).json()["total"] == 2
    async with http_client(server.address) as client:
        assert (await client.get(PATH, headers={"Authorization": "Bearer x.y.z"})).status_code == 401


async def test_access_tokens_reach_preferences_and_destinations(
    server: StudyServer, account: uuid.UUID, other: uuid.UUID
) -> None:
    """A program with an access token sets what its account is sent; nobody without one does, and errors are native."""
    async with (
        http_client(server.address, headers=server.headers(account)) as client,
        http_client(server.address, headers=server.headers(other)) as stranger,
        http_client(server.address, headers=server.headers()) as anonymous,
    ):
        hours = {"start": "22:00", "end": "07:00", "zone": "Asia/Tokyo"}
        body = {"kinds": {"study.reminder": ["page"]}, "quiet_hours": hours}
        response = await client.put(f"{PATH}/preferences", json=body)
        assert response.status_code == 200, response.text
        changed = response.json()
        assert {kind["kind"]: kind["channels"] for kind in changed["kinds"]} == {
            "study.reminder": ["page"],
            "study.alert": ["page", "mail", "webhook", "apprise"],
            "study.message": ["page", "webhook", "apprise"],
        }
        assert (await client.get(f"{PATH}/preferences")).json() == changed
        assert (await stranger.get(f"{PATH}/preferences")).json()["quiet_hours"] is None
        added = await client.post(
            f"{PATH}/destinations", json={"channel": "apprise", "address": "ntfys://user:pass@example.org/topic"}
        )
        assert added.status_code == 201, added.text
        number = added.json()["id"]
        listed = (await client.get(f"{PATH}/destinations")).text
        assert number in listed
        assert "pass" not in listed
        for path in (f"destinations/{number}", f"deliveries/{number}"):
            refused = await stranger.get(f"{PATH}/{path}")
            assert (refused.status_code, refused.json()["code"]) == (404, "NOT_FOUND")
        wrong = await client.put(f"{PATH}/preferences", json={"kinds": {"another.kind": ["page"]}})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "VALIDATION_ERROR")
        for path in ("preferences", "destinations", "deliveries"):
            assert (await anonymous.get(f"{PATH}/{path}")).status_code in (401, 403)
