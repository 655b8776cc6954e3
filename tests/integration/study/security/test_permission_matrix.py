"""Every kind of caller at every native route and every event of rooms, against the table of permissions."""

import inspect
import re
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest

from alcove.apps import study
from alcove.apps.study.app import APP
from alcove.apps.study.permissions import EVENTS, FRAMES, PERMISSIONS, ROUTES, Role, find_permission, is_allowed
from alcove.apps.study.permissions.model import ADMINS, EVERYBODY, ROOM_MEMBERS
from alcove.apps.study.rooms.frames import ClientFrame
from integration.study.quizzes.quiz_site import QUESTIONS
from integration.study.quizzes.test_exams import EXAM
from integration.study.rooms.site import RoomSite, open_site
from integration.study.served import StudyServer
from support.deps import make_deps
from support.http_client import blocking_http_client

MAKE_OWNER: Final = "INSERT INTO alcove.account_role (user_id, app, role) VALUES ($1, 'study', 'owner')"
REFUSED: Final = (401, 403)
OWN_ADDRESS: Final = ("/api/users/{id}", "/api/profiles/{id}")
"""Their id may be `me`, and that of another account is not found."""
BODIES: Final[Mapping[str, Any]] = {
    "/api/subjects": {"name": "Analysis"},
    "/api/tasks": {"title": "Read"},
    "/api/goals": {"title": "Practise", "target_value": 10},
    "/api/study-sessions": {"duration": 25},
    "/api/calendar": {"title": "Exam", "event_date": "2026-05-04", "event_type": "study"},
    "/api/timetable-terms": {"name": "Spring", "start_date": "2026-03-01", "end_date": "2026-07-01"},
    "/api/flashcard-sets": {"title": "Verbs"},
    "/api/flashcards": {"front_content": "be", "back_content": "sein"},
    "/api/quizzes": {"title": "Primes", "questions": QUESTIONS},
    "/api/exams": EXAM,
    "/api/notifications": {"title": "Read", "message": "Now", "type": "info"},
    "/api/machine-clients": {"name": "backup"},
}
"""Rows of the learner, whose ids all callers use."""


INPUTS: Final[Mapping[str, Any]] = {
    "/api/machine-clients": {"name": "backup"},
    "/api/users/me/deletion": {"password": "x"},
    "/api/notifications/preferences": {},
    "/api/notifications/destinations": {"channel": "webhook", "address": "https://example.org/"},
}
QUERIES: Final[Mapping[str, Any]] = {"/api/vault/keys": {"key_name": "x"}}


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Return method and template of all native routes, with both addresses."""
    unused: Any = None
    deps = make_deps("", pool=unused, data_dir=tmp_path_factory.mktemp("unused"))
    return {(route.method, path) for route in APP.build_api(deps).api.routes for path in route.paths}


@pytest.fixture(scope="module")
def http(server: StudyServer) -> Iterator[httpx2.Client]:
    """Yield a client of the server."""
    with blocking_http_client(server.address, timeout=60) as client:
        yield client


def test_every_route_and_event_is_in_the_table(routes: set[tuple[str, str]]) -> None:
    """A route, a frame or an event without an entry fails, and so does an entry of none; the table is not empty."""
    assert [route for route in sorted(routes) if find_permission(*route) is None] == []
    known = {f"{method} {path.replace('/api/study/', '/api/')}" for method, path in routes}
    assert sorted(set(ROUTES) - known) == []
    assert [
        needed for needed in (*ROUTES.values(), *FRAMES.values(), *EVENTS.values()) if needed not in PERMISSIONS
    ] == []
    tags = {frame.__struct_config__.tag for frame in ClientFrame.__args__}
    assert set(FRAMES) == tags
    assert all(PERMISSIONS.values())
    migrations = Path(inspect.getfile(study)).parent / "migrations"
    checks = re.search(r"kind text NOT NULL CHECK \(kind IN \(([^)]*)\)", (migrations / "0029_rooms.sql").read_text())
    assert checks is not None
    assert set(EVENTS) == set(re.findall(r"'(\w+)'", checks[1]))
    unknown = is_allowed(Role.ADMIN, service="rooms", resource="room", action="burn")
    assert not unknown
    assert not is_allowed(Role.ANONYMOUS, service="planner", resource="tasks", action="read")


async def test_callers_without_an_account_are_refused_at_every_address(
    server: StudyServer, http: httpx2.Client, routes: set[tuple[str, str]], account: uuid.UUID
) -> None:
    """Nobody, forged, expired and ended tokens get 401, keys get 401 or 403, wherever the table asks for an account."""
    headers = {
        "nobody": ({}, 401),
        "forged": (bearer(server.token(account, secret="x" * 40)), 401),
        "expired": (bearer(server.token(account, lifetime=-3600)), 401),
        "of a deleted account": (bearer(server.token(uuid.uuid4())), 401),
        "service key": (bearer(server.keys.service_role_key), 403),
        "anon key": (bearer(server.keys.anon_key), 403),
        "secret key": (bearer(server.keys.secret_key), 401),
    }
    counts: Counter[str] = Counter()
    wrong = []
    for method, path in sorted(routes):
        needed = find_permission(method, path)
        assert needed is not None
        if PERMISSIONS[needed] == EVERYBODY:
            continue
        address = fill(path, {})
        # The alias has the same handler: it suffices to see that it identifies its caller.
        callers = ["nobody"] if path.startswith("/api/study/") else list(headers)
        for name in callers:
            sent, status = headers[name]
            response = http.request(method, address, headers=sent, **input_of(method, path))
            code = "AUTH_ERROR" if status == 401 else "AUTHZ_ERROR"
            if (response.status_code, response.json()["code"]) != (status, code):
                wrong.append((name, method, address, response.text))
            counts[name] += 1
    assert wrong == []
    assert min(counts.values()) > 150


async def test_accounts_reach_their_own_rows_only(
    server: StudyServer, http: httpx2.Client, routes: set[tuple[str, str]], account: uuid.UUID
) -> None:
    """Another learner and an admin never reach a row of a learner; what is for admins refuses learners with 403."""
    rows = add_rows(server, http, account)
    stranger, admin = [(await server.execute(_ADD_ACCOUNT))[0][0] for _ in range(2)]
    await server.execute(MAKE_OWNER, admin)
    for method, path in sorted(routes):
        needed = find_permission(method, path)
        assert needed is not None
        if path.startswith("/api/study/") or needed.service == "rooms" or path == "/api/users/me/deletion":
            continue
        has_id = "{" in path and path not in ("/api/vault/keys/{key_name}", "/api/flashcards/media/{name}")
        for caller, role in ((stranger, Role.LEARNER), (admin, Role.ADMIN)):
            address = fill(path, rows if path not in OWN_ADDRESS else {"": str(account)})
            response = http.request(method, address, headers=bearer(server.token(caller)), **input_of(method, path))
            case = (role, method, address, response.text[:300])
            if not is_allowed(role, **needed._asdict()):
                assert response.status_code == 403, case
            elif has_id and PERMISSIONS[needed] != EVERYBODY:
                allowed = (404,) if method in ("GET", "DELETE") else (400, 404, 422)
                assert response.status_code in allowed, case
            elif PERMISSIONS[needed] != EVERYBODY:
                assert response.status_code not in REFUSED, case
    # All rows of the learner are still there, and only he reads them.
    for prefix, row_id in rows.items():
        if prefix == "/api/machine-clients":
            continue
        found = http.get(f"{address_of(prefix)}/{row_id}", headers=bearer(server.token(account)))
        assert found.status_code == 200, (prefix, found.text)
    assert set(PERMISSIONS[ROUTES["GET /api/alerts"]]) == set(ADMINS)


async def test_the_keys_of_the_server_are_for_admins(
    server: StudyServer, http: httpx2.Client, account: uuid.UUID, other: uuid.UUID
) -> None:
    """What the query makes a matter of the server is allowed to owners of the app only, with every method."""
    await server.execute(MAKE_OWNER, other)
    stored = {"key_value": "sk-of-nobody-at-all", "provider": "openai"}
    cases = (
        ("PUT", "/api/vault/keys/openai?owner=server", stored),
        ("GET", "/api/vault/keys?owner=server", None),
        ("GET", "/api/vault/keys/openai?owner=server", None),
        ("POST", "/api/vault/rotate", {"owner": "server"}),
        ("DELETE", "/api/vault/keys/openai?owner=server", None),
    )
    for method, path, body in cases:
        for caller, is_admin in ((account, False), (other, True)):
            response = http.request(method, path, headers=bearer(server.token(caller)), json=body)
            assert (response.status_code == 403) is not is_admin, (method, path, response.text)
            assert response.is_success is is_admin, (method, path, response.text)


ROOM_BODIES: Final[Mapping[str, Any]] = {
    "POST /api/rooms/{id}/messages": {"id": "1", "text": "x"},
    "POST /api/rooms/{id}/timer": {"action": "pause"},
    "POST /api/rooms/{id}/invitations": {},
    "PATCH /api/rooms/{id}": {"name": "New"},
    "PATCH /api/rooms/{id}/members/{user_id}": {"role": "member"},
}


async def test_roles_of_rooms_at_every_route_and_event(server: StudyServer) -> None:
    """Each role may do in a room what the table says; whoever is not in it, an admin as well, finds no room."""
    async with open_site(server) as site:
        room = await site.create()
        people = {"owner": site.owner, "member": site.member, "stranger": site.stranger}
        for name in ("moderator", "admin", "target"):
            people[name] = (await server.execute(_ADD_ACCOUNT))[0][0]
        await server.execute(MAKE_OWNER, people["admin"])
        for name, role in (("moderator", "moderator"), ("target", "member")):
            add = "INSERT INTO study.room_members (room_id, user_id, role) VALUES ($1, $2, $3)"
            await server.execute(add, room, people[name], role)
        sent = await site.call("POST", f"/{room}/messages", json={"id": "1", "text": "of the owner"})
        number = sent.json()["number"]
        ids = {"id": room, "user_id": str(people["target"]), "number": str(number), "invitation_id": str(uuid.uuid4())}
        await check_frames(site, room, people)
        rooms = [
            (route, needed) for route, needed in ROUTES.items() if route.partition(" ")[2].startswith("/api/rooms/{")
        ]
        # What deletes comes last, and of each the role that may do most.
        for route, needed in sorted(rooms, key=lambda entry: (entry[0].startswith("DELETE"), -len(entry[0]))):
            if needed.resource == "list":
                continue
            method, _, template = route.partition(" ")
            path = re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], template).removeprefix("/api/rooms")
            body = ROOM_BODIES.get(route)
            for name in ("stranger", "admin", "member", "moderator", "owner"):
                response = await site.call(method, path, account=people[name], json=body)
                if name in ("stranger", "admin"):
                    assert response.status_code == 404, (name, route, response.text)
                elif is_allowed(Role(name), **needed._asdict()):
                    assert response.status_code not in REFUSED, (name, route, response.text)
                else:
                    assert response.status_code == 403, (name, route, response.text)
        assert (await site.call("GET", f"/{room}")).status_code == 404


async def check_frames(site: RoomSite, room: str, people: Mapping[str, Any]) -> None:
    """Send each frame as each member, and get every event; strangers get no ticket."""
    frames = {
        "message": {"text": "hello"},
        "timer": {"action": "pause"},
        "status": {"status": "focus"},
    }
    assert set(frames) == set(FRAMES) - {"ping"}
    for name in sorted(ROOM_MEMBERS):
        async with await site.open(room, people[name]) as client:
            for kind, members in frames.items():
                response = await client.call(kind, **members)
                expected = "ack" if is_allowed(Role(name), **FRAMES[kind]._asdict()) else "error"
                assert response["type"] == expected, (name, kind, response)
            await client.send("ping", id="p")
            await client.wait_for("pong")
            await client.wait_event("message", text="hello")
            await client.wait_event("timer")
    for outsider in ("stranger", "admin"):
        assert (await site.call("POST", f"/{room}/ticket", account=people[outsider])).status_code == 404


_ADD_ACCOUNT: Final = """
INSERT INTO auth.users (id, email, raw_user_meta_data, created_at, updated_at)
VALUES (gen_random_uuid(), gen_random_uuid() || '@example.org', '{}', now(), now()) RETURNING id
"""


def add_rows(server: StudyServer, http: httpx2.Client, account: uuid.UUID) -> Mapping[str, str]:
    """Add a row of each list for an account, and return the ids by the addresses of the lists."""
    rows: dict[str, str] = {}
    for prefix, body in BODIES.items():
        sent = {**body, "set_id": rows["/api/flashcard-sets"]} if prefix == "/api/flashcards" else body
        response = http.post(address_of(prefix), json=sent, headers=bearer(server.token(account)))
        assert response.status_code == 201, (prefix, response.text)
        rows[prefix] = str(response.json()["id"])
    return rows


def address_of(prefix: str) -> str:
    """Return the address of a list: notifications of all apps are at the shorter one."""
    return "/api/study/notifications" if prefix == "/api/notifications" else prefix


def fill(path: str, rows: Mapping[str, str]) -> str:
    """Return an address with the id of a row of its list, or with an unknown one."""
    row_id = rows.get(path.partition("/{")[0].replace("/api/study/", "/api/"), rows.get("", str(uuid.uuid4())))
    first = re.sub(r"\{[^}]+\}", row_id, path, count=1)
    return re.sub(r"\{[^}]+\}", str(uuid.uuid4()), first)


def bearer(token: str) -> dict[str, str]:
    """Return the header of a token."""
    return {"Authorization": f"Bearer {token}"}


def input_of(method: str, path: str) -> dict[str, Any]:
    """Return body and query of a request as options of the client: right ones where they come before the caller."""
    name = path.replace("/api/study/", "/api/")
    query = {"params": QUERIES[name]} if name in QUERIES else {}
    return query if method in ("GET", "DELETE") else {"json": INPUTS.get(name, {})}
