"""Members of a room talk over websockets."""

import asyncio
import time
from datetime import datetime

import pytest

from integration.study.rooms.site import RoomClient, RoomSite
from support.websocket import BINARY, open_websocket


async def test_members_read_each_other_in_the_same_order(site: RoomSite) -> None:
    """Every message is acknowledged with its number, and all members get all of them once, in this order."""
    room = await site.create()
    async with await site.open(room) as ann, await site.open(room, site.member) as bob:
        numbers = [(await ann.call("message", text=f"a {count}"))["number"] for count in range(3)]
        numbers.append((await bob.call("message", text="b", id="b"))["number"])
        await ann.wait_event("message", text="b")
        await bob.wait_event("message", text="b")
        assert ann.texts == bob.texts == ["a 0", "a 1", "a 2", "b"]
        assert ann.numbers == bob.numbers == numbers == sorted(set(numbers))
        assert ann.events[-1]["user_id"] == str(site.member)
        assert (ann.events[-1]["id"], ann.events[-1]["to"]) == ("b", None)


async def test_a_repeated_message_is_stored_once(site: RoomSite) -> None:
    """A message with an id that its author has used gets the number of the first one; the id of another is free."""
    room = await site.create()
    async with await site.open(room) as ann, await site.open(room, site.member) as bob:
        first = await ann.call("message", id="1", text="once")
        async with await site.open(room) as again:
            assert (await again.call("message", id="1", text="once"))["number"] == first["number"]
        body = {"id": "1", "text": "once"}
        assert (await site.call("POST", f"/{room}/messages", json=body)).json() == {"number": first["number"]}
        assert (await bob.call("message", id="1", text="mine"))["number"] == first["number"] + 1
        await ann.wait_event("message", text="mine")
        assert ann.texts == ["once", "mine"]


async def test_a_message_to_one_member_reaches_all_websockets_of_two_people(site: RoomSite) -> None:
    """Its recipient and its author get it, on each of their websockets and in a replay; nobody else does."""
    room = await site.create()
    await site.invite(room, site.stranger)
    async with (
        await site.open(room) as ann,
        await site.open(room, site.member) as bob,
        await site.open(room, site.member) as tablet,
        await site.open(room, site.stranger) as eve,
    ):
        sent = await ann.call("message", text="secret", to=str(site.member))
        await ann.call("message", text="public")
        for client in (ann, bob, tablet, eve):
            await client.wait_event("message", text="public")
        assert ann.texts == bob.texts == tablet.texts == ["secret", "public"]
        assert eve.texts == ["public"]
        after = sent["number"] - 1
        async with await site.open(room, site.stranger, after=after) as back:
            await back.wait_event("message", text="public")
            assert back.texts == ["public"]
        history = await site.call("GET", f"/{room}/messages?after={after}", account=site.stranger)
        assert [event["data"] for event in history.json()["events"]] == [{"text": "public"}]
        refused = await ann.call("message", text="x", to="00000000-0000-0000-0000-000000000000")
        assert (refused["code"], refused["message"]) == ("VALIDATION_ERROR", "to: is no member of the room")


async def test_who_was_away_gets_what_was_missed(site: RoomSite) -> None:
    """Whatever came after a number is sent again, once, then what is new; more than a limit is named as a gap."""
    room = await site.create()
    async with await site.open(room) as ann, await site.open(room, site.member) as bob:
        await ann.call("message", text="seen")
        seen = (await bob.wait_event("message"))["number"]
        bob.socket.drop()
        for count in range(5):
            await ann.call("message", text=f"missed {count}")
        async with await site.open(room, site.member, after=seen) as back:
            await ann.call("message", text="new")
            await back.wait_event("message", text="new")
            assert back.texts == [*(f"missed {count}" for count in range(5)), "new"]
            assert back.welcome["gap"] is None
        sql = (
            "INSERT INTO study.room_events (room_id, number, kind, user_id, data)"
            " SELECT $1::uuid, n, 'message', $2::uuid, '{\"text\":\"x\"}' FROM generate_series($3::bigint, 5000) AS n"
        )
        await site.server.execute(sql, room, site.owner, seen + 7)
        await site.server.execute("UPDATE study.rooms SET last_number = 5000 WHERE id = $1", room)
        async with await site.open(room, site.member, after=seen) as late:
            assert late.welcome["gap"] == {"after": seen, "before": 4001}
            while not late.numbers or late.numbers[-1] < 5000:
                await late.receive()
            assert late.numbers == list(range(4001, 5001))


async def test_websockets_that_come_while_messages_are_sent_miss_none(site: RoomSite) -> None:
    """However a client's arrival falls between two messages, it gets every later one exactly once."""
    room = await site.create()
    async with await site.open(room) as ann:
        first = (await ann.call("message", text="first"))["number"]

        async def come() -> RoomClient:
            client = await site.open(room, site.member, after=first)
            await client.wait_event("message", text="last")
            client.socket.drop()
            return client

        async with asyncio.TaskGroup() as group:
            clients = []
            for count in range(8):
                clients.append(group.create_task(come()))
                await ann.call("message", text=str(count))
            await asyncio.sleep(1)
            await ann.call("message", text="last")
        expected = list(range(first + 1, first + 10))
        assert [client.result().numbers for client in clients] == [expected] * 8


async def test_presence_says_who_is_there_and_what_they_do(site: RoomSite) -> None:
    """A member is there until the last of their websockets ends, with the busiest of their statuses."""
    room, member = await site.create(), str(site.member)
    async with await site.open(room) as ann:
        await ann.wait_status(site.owner, "active")
        async with await site.open(room, site.member) as bob, await site.open(room, site.member) as tablet:
            await ann.wait_status(member, "active")
            assert (await tablet.call("status", status="focus"))["type"] == "ack"
            await ann.wait_status(member, "focus")
            await bob.call("status", status="away")
            tablet.socket.drop()
            await ann.wait_status(member, "away")
            async with await site.open(room) as late:
                people = {entry["user_id"]: entry["status"] for entry in late.welcome["presence"]}
                assert people == {str(site.owner): "active", member: "away"}
                assert late.welcome["present"] == 2
        await ann.wait_status(member, "offline")


async def test_late_joiners_get_the_timer(site: RoomSite) -> None:
    """The timer that somebody started is the same for all, over both ways, and stays paused where it was paused."""
    room = await site.create()
    async with await site.open(room) as ann, await site.open(room, site.member) as bob:
        assert ann.welcome["timer"]["state"] == "stopped"
        ack = await ann.call("timer", action="start", work_minutes=50)
        event = await bob.wait_event("timer", action="start")
        assert (event["number"], event["data"]["timer"]["phase"]) == (ack["number"], "work")
        async with await site.open(room, site.member) as late:
            timer = late.welcome["timer"]
            assert (timer["state"], timer["work_minutes"]) == ("running", 50)
            left = datetime.fromisoformat(timer["ends_at"]) - datetime.fromisoformat(late.welcome["time"])
            assert -1 < timer["remaining_ms"] - left.total_seconds() * 1000 < 1000
            assert 2_990_000 < timer["remaining_ms"] <= 3_000_000
        paused = await site.call("POST", f"/{room}/timer", account=site.member, json={"action": "pause"})
        await ann.wait_event("timer", action="pause")
        assert (await site.call("GET", f"/{room}/timer")).json()["remaining_ms"] == paused.json()["remaining_ms"]


async def test_the_end_of_a_phase_is_sent_to_all(site: RoomSite) -> None:
    """When the time of a phase is over, the next one starts for everybody, and no row was written."""
    room = await site.create()
    async with await site.open(room) as ann:
        await ann.call("timer", action="start")
        await site.server.execute(
            "UPDATE study.room_timers SET started_at = started_at - interval '24 minutes 59.5 seconds'"
            " WHERE room_id = $1",
            room,
        )
        async with await site.open(room, site.member) as bob:
            assert bob.welcome["timer"]["phase"] == "work"
            await site.call("POST", f"/{room}/timer", json={"action": "resume"})
            await bob.wait_event("timer", action="resume")
            while "timer" not in (frame := await bob.receive(within=4)):
                pass
            assert (frame["timer"]["phase"], frame["timer"]["round"]) == ("break", 1)
            assert 299_000 < frame["timer"]["remaining_ms"] <= 300_000


async def test_notifications_are_pushed_to_their_user_only(site: RoomSite) -> None:
    """A row of public.notifications that anybody inserts reaches the websockets of its account, in one frame."""
    room = await site.create()
    async with await site.open(room) as ann, await site.open(room, site.member) as bob:
        sql = (
            "INSERT INTO public.notifications (user_id, title, message)"
            " SELECT $1, n::text, 'x' FROM unnest($2::integer[]) AS n"
        )
        await site.server.execute(sql, site.member, [1, 2])
        titles: list[str] = []
        while len(titles) < 2:
            frame = await bob.wait_for("notifications")
            titles += [row["title"] for row in frame["notifications"]]
        assert sorted(titles) == ["1", "2"]
        assert (await ann.call("message", text="x"))["type"] == "ack"
        assert all(frame["type"] != "notifications" for frame in ann.frames)


async def test_a_deleted_message_loses_its_text_everywhere(site: RoomSite) -> None:
    """Authors and moderators delete messages; members get an event, and no replay shows the text again."""
    room = await site.create()
    async with await site.open(room) as ann, await site.open(room, site.member) as bob:
        own = (await ann.call("message", text="owner's"))["number"]
        other = (await bob.call("message", text="member's"))["number"]
        assert (await site.call("DELETE", f"/{room}/messages/{own}", account=site.member)).status_code == 403
        assert (await site.call("DELETE", f"/{room}/messages/{other}")).status_code == 204
        assert (await site.call("DELETE", f"/{room}/messages/{other}")).status_code == 404
        await bob.wait_event("deletion", number=other)
        async with await site.open(room, after=own) as back:
            await back.wait_event("deletion", number=other)
            assert back.events[0]["data"] == {"deleted": True}


HOSTILE = [
    ('{"type":"message","id":"1","text":""}', "1"),
    ('{"type":"message","id":"1","text":"a\\u0000b"}', "1"),
    ('{"type":"message","id":"1","text":"\\ud800"}', ""),
    ('{"type":"message","id":"1","text":"   "}', "1"),
    ('{"type":"message","id":"1","text":7}', "1"),
    ('{"type":"message","id":"1","text":"' + "x" * 4001 + '"}', "1"),
    ('{"type":"message","text":"no id"}', ""),
    ('{"type":"message","id":"1","text":"x","to":"nobody"}', "1"),
    ('{"type":"drop table"}', ""),
    ('{"type":"timer","id":"1","action":"start","rounds":0}', "1"),
    ('{"type":"status","id":"1","status":"invisible"}', "1"),
    ("[1,2]", ""),
    ("nonsense", ""),
    ("[" * 30_000, ""),
]


async def test_frames_that_make_no_sense_are_refused_by_name(site: RoomSite) -> None:
    """The error has the id of the frame and a code; the connection goes on, and nothing is stored."""
    room = await site.create()
    async with await site.open(room) as ann:
        for text, name in HOSTILE:
            await ann.socket.send(text)
            error = await ann.wait_for("error")
            assert (error["code"], error["id"]) == ("VALIDATION_ERROR", name), (text, error)
            # At most so many frames are refused in a second.
            await asyncio.sleep(0.06)
        right = "\u05e9\u05dc\u05d5\u05dd \u202e \U0001f4da"
        await ann.call("message", text=right)
        await ann.wait_event("message", text=right)
        assert ann.texts == [right]


@pytest.mark.parametrize("opcode_text", ["binary", "huge"])
async def test_frames_of_another_kind_close_the_connection(site: RoomSite, opcode_text: str) -> None:
    """A binary frame, or one that is too large, ends the connection with a code for it."""
    room = await site.create()
    async with await site.open(room) as ann:
        if opcode_text == "binary":
            await ann.socket.send_frame(BINARY, b"\0")
        else:
            await ann.socket.send("x" * 40_000)
        assert (await ann.wait_closed()).code == (4400 if opcode_text == "binary" else 1009)


async def test_who_sends_too_much_is_slowed_and_then_closed(site: RoomSite) -> None:
    """Frames above the limit are refused with when to come back; who goes on is closed, and others are not affected."""
    room = await site.create()
    async with await site.open(room) as ann, await site.open(room, site.member) as bob:
        for count in range(40):
            await ann.send("message", id=str(count), text="spam")
        refused = await ann.wait_for("error")
        assert (refused["code"], refused["retry_after_ms"]) == ("RATE_LIMIT", 1000)
        assert (await ann.wait_closed()).code == 4429
        assert (await bob.call("message", text="calm"))["type"] == "ack"
        await bob.wait_event("message", text="calm")
        assert bob.texts.count("spam") == 10


async def test_a_silent_client_is_closed_and_a_ping_keeps_it(site: RoomSite) -> None:
    """A websocket without a frame for the heartbeat's time ends; a ping counts, and is answered with the time."""
    room = await site.create()
    async with await site.open(room) as ann, await site.open(room, site.member) as bob:
        started = time.monotonic()
        closed = asyncio.create_task(bob.wait_closed(within=10))
        while not closed.done():
            await ann.send("ping", id="p")
            assert (await ann.wait_for("pong", id="p"))["time"]
            await asyncio.sleep(0.3)
        assert closed.result().code == 4408
        assert time.monotonic() - started > 1.9


async def test_a_ticket_opens_one_websocket(site: RoomSite) -> None:
    """A ticket that was used, does not exist, is too old or whose member has left opens nothing."""
    room = await site.create()
    ticket = await site.ticket(room)
    address = f"{site.server.address}/ws/study/rooms"
    async with RoomClient(await open_websocket(f"{address}?ticket={ticket}")) as first:
        await first.wait_for("welcome")
        for query in (f"ticket={ticket}", "ticket=", "", "ticket=%00%ff", "ticket=" + "x" * 5000):
            async with RoomClient(await open_websocket(f"{address}?{query}")) as second:
                assert (await second.wait_closed()).code == 4401
    old = await site.ticket(room)
    await site.server.execute("UPDATE study.room_tickets SET expires_at = now() WHERE room_id = $1", room)
    left = await site.ticket(room, site.member)
    await site.call("DELETE", f"/{room}/members/{site.member}", account=site.member)
    for secret, code in ((old, 4401), (left, 4403)):
        async with RoomClient(await open_websocket(f"{address}?ticket={secret}")) as client:
            assert (await client.wait_closed()).code == code
    rows = await site.server.execute("SELECT count(*) FROM study.room_tickets WHERE room_id = $1", room)
    assert rows[0][0] == 0


@pytest.mark.slow
async def test_a_client_that_stalls_is_gone_within_five_seconds(site: RoomSite) -> None:
    """It keeps its connection open and reads nothing; others see it leave, and get every message meanwhile."""
    room = await site.create()
    await site.invite(room, site.stranger)
    async with (
        await site.open(room, site.member, buffer=1_000),
        await site.open(room) as ann,
        await site.open(room, site.stranger) as eve,
    ):
        await ann.wait_status(site.member, "active")
        sql = (
            "INSERT INTO public.notifications (user_id, title, message)"
            " SELECT $1, 'x', repeat('x', 100000) FROM generate_series(1, 70)"
        )
        started = time.monotonic()
        await site.server.execute(sql, site.member)
        await site.server.execute(sql, site.member)
        sent = 0
        while ann.presence.get(str(site.member)) != "offline":
            await eve.call("message", text=str(sent))
            sent += 1
            await ann.wait_event("message", text=str(sent - 1))
            await asyncio.sleep(0.15)
            await ann.send("ping")
            await ann.wait_for("pong")
        assert time.monotonic() - started < 6
        assert ann.texts == [str(number) for number in range(sent)]
