"""`security-monitor`: events are stored, of oneself only, and what follows from them."""

import json
import uuid
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest

from integration.study.edge_functions.calls import call
from integration.study.served import StudyServer, serve_study

NAME: Final = "security-monitor"
OK: Final = (200, {"success": True})
REPORT: Final = {
    "blocked-uri": "https://evil.example/x.js",
    "violated-directive": "script-src",
    "source-file": "https://page.example/",
    "line-number": 7,
    "original-policy": "p" * 1000,
}
STORED: Final = {
    "blocked_uri": "https://evil.example/x.js",
    "violated_directive": "script-src",
    "source_file": "https://page.example/",
    "line_number": 7,
}


def send(server: StudyServer, headers: dict[str, str], kind: Any, data: Any) -> tuple[int, Any]:
    """Return status and body of a call."""
    response = call(server, NAME, {"type": kind, "data": data}, headers=headers)
    return response.status_code, response.json()


async def events(server: StudyServer, account: uuid.UUID | None) -> list[tuple[str, str, Any]]:
    """Return type, severity and details of the events of an account, in their order."""
    rows = await server.execute(
        "SELECT event_type, severity, details FROM public.security_events WHERE user_id IS NOT DISTINCT FROM $1"
        " ORDER BY created_at, id",
        account,
    )
    return [(row["event_type"], row["severity"], json.loads(row["details"])) for row in rows]


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("", {"json": {"type": "csp-report", "data": {"csp-report": REPORT}}}),
        ("", {"json": {"type": "csp-report", "data": REPORT}}),
        ("/csp-report", {"json": {"csp-report": REPORT}}),
        (
            "/csp-report",
            {"content": json.dumps({"csp-report": REPORT}), "headers": {"Content-Type": "application/csp-report"}},
        ),
        ("", {"content": json.dumps({"csp-report": REPORT}), "headers": {"Content-Type": "application/csp-report"}}),
        (
            "/csp-report",
            {
                "json": [
                    {
                        "type": "csp-violation",
                        "body": {
                            "blockedURL": REPORT["blocked-uri"],
                            "effectiveDirective": "script-src",
                            "sourceFile": REPORT["source-file"],
                            "lineNumber": 7,
                        },
                    }
                ]
            },
        ),
    ],
)
async def test_anybody_reports_what_a_browser_blocked(server: StudyServer, path: str, options: dict[str, Any]) -> None:
    """Browsers send reports without a token and as two kinds of body; four members are stored."""
    await server.execute("DELETE FROM public.security_events")
    headers = {"User-Agent": "Browser", **options.pop("headers", {})}
    response = call(server, NAME + path, headers=headers, **options)
    assert (response.status_code, response.json()) == OK
    assert await events(server, None) == [("suspicious_activity", "medium", STORED)]
    (row,) = await server.execute("SELECT ip_address, user_agent FROM public.security_events")
    assert tuple(row) == ("127.0.0.1", "Browser")


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400), (b"{", 400), (b"[]", 400), (b"7", 400), (b'{"csp-report": 7}', 400), (b'[{"body": 7}]', 400),
        (b'{"csp-report": {"blocked-uri": "\\u0000"}}', 400),
        (b'{"csp-report": {"blocked-uri": "' + b"x" * 17_000 + b'"}}', 413),
        (b"x" * 70_000, 413),
    ],
)  # fmt: skip
async def test_other_reports_are_refused(server: StudyServer, content: bytes, status: int) -> None:
    """What is no report, or too large, is not stored."""
    await server.execute("DELETE FROM public.security_events")
    response = call(server, f"{NAME}/csp-report", headers={}, content=content)
    assert (response.status_code, list(response.json())[:1]) == (status, ["error"])
    assert await events(server, None) == []


async def test_an_event_is_about_the_caller(server: StudyServer, account: uuid.UUID, other: uuid.UUID) -> None:
    """A user reports about himself, with or without his id; a program about everybody."""
    own, service = server.headers(account), server.service_headers()
    event = {"event_type": "login", "details": {"reason": "new device"}}
    assert send(server, own, "security-event", event) == OK
    assert send(server, own, "security-event", {**event, "user_id": str(account), "severity": "medium"}) == OK
    status, body = send(server, own, "security-event", {**event, "user_id": str(other)})
    assert (status, body["code"]) == (403, "AUTHZ_ERROR")
    assert send(server, service, "security-event", {**event, "user_id": str(other)}) == OK
    expected = {"reason": "new device"}
    assert await events(server, account) == [("login", "low", expected), ("login", "medium", expected)]
    assert await events(server, other) == [("login", "low", expected)]


@pytest.mark.parametrize("kind", ["security-event", "rate-limit-check", "anomaly-detection"])
async def test_nobody_acts_for_others(server: StudyServer, account: uuid.UUID, other: uuid.UUID, kind: str) -> None:
    """Without a user's token nothing happens, and with one nothing to another user: no notification, no review."""
    data = {
        "event_type": "attack", "severity": "critical", "user_id": str(other), "action": "x",
        "patterns": {"session_duration": 1},
    }  # fmt: skip
    forged = {"Authorization": f"Bearer {server.token(other, secret='x' * 40)}"}
    for headers in ({}, server.headers(), forged):
        for _ in range(2):
            assert send(server, headers, kind, data)[0] == 401
    assert send(server, server.headers(account), kind, data)[0] == 403
    assert await events(server, other) == []
    assert not await server.execute("SELECT FROM public.notifications WHERE user_id = $1", other)
    (profile,) = await server.execute("SELECT status FROM public.profiles WHERE id = $1", other)
    assert profile["status"] == "active"


async def test_severe_events_warn_and_put_under_review(server: StudyServer, account: uuid.UUID) -> None:
    """Each adds a warning; the sixth within an hour puts the profile under review, which its user cannot undo."""
    headers = server.headers(account)
    await server.execute(
        "INSERT INTO public.security_events (event_type, user_id, severity, created_at)"
        " SELECT 'old', $1, 'high', now() - interval '2 hours' FROM generate_series(1, 10)",
        account,
    )
    for number in range(6):
        (profile,) = await server.execute("SELECT status FROM public.profiles WHERE id = $1", account)
        assert profile["status"] == "active", number
        event = {"event_type": "attack", "severity": "high" if number % 2 else "critical", "details": {"reason": "why"}}
        assert send(server, headers, "security-event", event) == OK
    rows = await server.execute("SELECT * FROM public.notifications WHERE user_id = $1", account)
    seen = {(row["type"], row["title"], row["message"], row["action_url"]) for row in rows}
    assert (len(rows), seen) == (6, {("warning", "Security alert", "why", "/settings")})
    with server.client() as client:
        for body in ({"status": "active"}, {"status": "active", "first_name": "Ann"}):
            client.patch(f"/profiles?id=eq.{account}", headers=headers, json=body).raise_for_status()
        upsert = {**headers, "Prefer": "resolution=merge-duplicates"}
        client.post("/profiles", headers=upsert, json={"id": str(account), "status": "active"}).raise_for_status()
        got = client.get(f"/profiles?id=eq.{account}", headers=headers).json()[0]
        assert (got["status"], got["first_name"]) == ("under_review", "Ann")
        released = {"status": "active"}
        client.patch(f"/profiles?id=eq.{account}", headers=server.service_headers(), json=released).raise_for_status()
        assert client.get(f"/profiles?id=eq.{account}", headers=headers).json()[0]["status"] == "active"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (None, 400), ([], 400), ({}, 400), ({"event_type": ""}, 400), ({"event_type": 7}, 400),
        ({"event_type": "x" * 101}, 400), ({"event_type": "x", "severity": "deadly"}, 400),
        ({"event_type": "x", "details": "text"}, 400), ({"event_type": "x", "user_id": "me"}, 400),
        ({"event_type": "x", "details": {"a": "\0"}}, 400), ({"event_type": "x", "details": {"a": "x" * 70_000}}, 413),
    ],
)  # fmt: skip
async def test_wrong_events_are_refused(server: StudyServer, account: uuid.UUID, data: Any, status: int) -> None:
    """Each with an error, and none is stored."""
    response = call(server, NAME, {"type": "security-event", "data": data}, headers=server.headers(account))
    assert (response.status_code, "error" in response.json()) == (status, True)
    assert await events(server, account) == []


@pytest.mark.parametrize("kind", ["", "other", None, 7, [], "csp_report"])
def test_an_unknown_type_is_refused(server: StudyServer, account: uuid.UUID, kind: Any) -> None:
    """Whoever asks."""
    for headers in ({}, server.headers(), server.headers(account), server.service_headers()):
        assert send(server, headers, kind, {}) == (400, {"error": "Unknown event type"})


async def test_an_event_about_nobody_is_an_error(server: StudyServer) -> None:
    """A user who does not exist: nothing is stored, and that is said."""
    unknown = uuid.uuid4()
    for headers in (server.service_headers(), server.headers(unknown)):
        status, body = send(server, headers, "security-event", {"event_type": "x", "user_id": str(unknown)})
        assert (status, body["error"]) == (404, "User not found")


async def test_an_event_that_cannot_be_stored_is_an_error(dsn: str, tmp_path: Path) -> None:
    """A failed write is never reported as a success, and its reason is not told."""
    with serve_study(dsn, tmp_path) as server:
        await server.execute("ALTER TABLE public.security_events RENAME TO elsewhere")
        status, body = send(server, {}, "csp-report", {"csp-report": REPORT})
        assert (status, body) == (500, {"error": "The event could not be stored"})
        await server.execute("ALTER TABLE public.elsewhere RENAME TO security_events")
        assert send(server, {}, "csp-report", {"csp-report": REPORT}) == OK


async def test_actions_are_limited(server: StudyServer, account: uuid.UUID) -> None:
    """The 61st within a minute is refused with the time until it is allowed; other actions and users are not."""
    headers, data = server.headers(account), {"user_id": str(account), "action": "chat"}
    assert send(server, headers, "rate-limit-check", data) == (
        200, {"success": True, "allowed": True, "remaining": 59},
    )  # fmt: skip
    await server.execute("UPDATE study.request_counts SET requests = 60 WHERE identifier = $1", str(account))
    response: httpx2.Response = call(server, NAME, {"type": "rate-limit-check", "data": data}, headers=headers)
    body = response.json()
    assert (response.status_code, body["allowed"], set(body)) == (429, False, {"allowed", "message", "blocked_until"})
    assert 0 < int(response.headers["retry-after"]) <= 60
    assert send(server, headers, "rate-limit-check", {"action": "other"})[0] == 200
    service = server.service_headers()
    assert send(server, service, "rate-limit-check", data)[0] == 429
    assert send(server, service, "rate-limit-check", {"action": "chat"})[0] == 400


@pytest.mark.parametrize(
    ("minutes", "unusual"), [(29.9, False), (90, False), (91, True), (3, False), (2.9, True), (0, True)]
)
async def test_unusual_sessions_are_recorded(
    server: StudyServer, account: uuid.UUID, minutes: float, *, unusual: bool
) -> None:
    """More than three times the mean of a week, or less than a tenth; older and empty sessions do not count."""
    await server.execute(
        "INSERT INTO public.study_sessions (user_id, title, duration, created_at) VALUES"
        " ($1, 'a', 20, now()), ($1, 'b', 40, now() - interval '6 days'), ($1, 'c', 900, now() - interval '8 days'),"
        " ($1, 'd', 0, now())",
        account,
    )
    data = {"patterns": {"session_duration": minutes}}
    assert send(server, server.headers(account), "anomaly-detection", data) == (
        200, {"success": True, "anomaly": unusual},
    )  # fmt: skip
    expected = [("anomaly_detected", "low", {"session_duration": float(minutes)})]
    assert await events(server, account) == (expected if unusual else [])


@pytest.mark.parametrize(
    "data", [{}, {"patterns": {}}, {"patterns": {"session_duration": "long"}}, {"patterns": {"session_duration": -1}}]
)
async def test_a_session_without_earlier_ones_is_usual(server: StudyServer, account: uuid.UUID, data: Any) -> None:
    """There is nothing to compare with; a duration that is none is refused."""
    headers = server.headers(account)
    assert send(server, headers, "anomaly-detection", {"patterns": {"session_duration": 1000}})[1]["anomaly"] is False
    assert send(server, headers, "anomaly-detection", data)[0] == 400


async def test_reports_are_limited_by_address(dsn: str, tmp_path: Path) -> None:
    """Nobody fills the table: not with another token, nor with forged headers."""
    with serve_study(dsn, tmp_path, STUDY_SECURITY_REPORTS_PER_MINUTE="3") as server:
        answers = [
            call(
                server,
                f"{NAME}/csp-report",
                {"csp-report": REPORT},
                headers={
                    "X-Forwarded-For": f"203.0.113.{number}",
                    "Authorization": f"Bearer {server.token(uuid.uuid4())}",
                },
            )
            for number in range(5)
        ]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
        assert answers[-1].headers["retry-after"].isdigit()
        (row,) = await server.execute("SELECT count(*) AS number FROM public.security_events")
        assert row["number"] == 3
