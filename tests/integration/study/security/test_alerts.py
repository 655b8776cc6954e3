"""Security events and alerts over HTTP: recorded, reported once, acknowledged by owners of the app, escalated."""

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx2
import pytest

from alcove.apps.study.notifications import NOTIFICATIONS
from alcove.apps.study.security_events import SecurityAlerts, SecurityRecorder
from alcove.apps.study.security_events.model import RULES, Alert
from alcove.apps.study.settings import StudySettings
from alcove.foundation.database import Pool
from alcove.foundation.notify import list_deliveries
from alcove.foundation.settings import Secret, SettingError
from alcove.foundation.telemetry import SecurityKind, SecurityReport
from integration.study.callers import add_account
from integration.study.served import StudyServer
from support.clock import FakeClock
from support.http_client import blocking_http_client
from support.notify_world import ALLOWED, KEY, notify_world, receiver
from support.until import until_async

MAKE_OWNER = "INSERT INTO alcove.account_role (user_id, app, role) VALUES ($1, 'study', 'owner')"
OTHER_SECRET = "a secret that is not the one of this server, and long enough"


def call(
    server: StudyServer, method: str, path: str, *, account: object, token: str = "", **options: Any
) -> httpx2.Response:
    """Send a request with the token of an account."""
    with blocking_http_client(server.address) as client:
        headers = {"Authorization": f"Bearer {token or server.token(account)}", **options.pop("headers", {})}
        return client.request(method, path, headers=headers, **options)


async def test_forged_tokens_raise_one_alert_that_an_owner_acknowledges(
    server: StudyServer, account: uuid.UUID, other: uuid.UUID
) -> None:
    """Ten forged tokens are one event row, one alert and one notification of the owner; learners may not see alerts."""
    await server.execute(MAKE_OWNER, other)
    forged = server.token(account, secret=OTHER_SECRET)
    for _ in range(10):
        assert call(server, "GET", "/api/tasks", account=account, token=forged).status_code == 401

    async def find_alerts() -> Sequence[Mapping[str, Any]]:
        response = call(server, "GET", "/api/alerts", account=other)
        assert response.status_code == 200, response.text
        return [alert for alert in response.json()["alerts"] if alert["kind"] == "forged_token"]

    async def is_complete() -> bool:
        alerts = await find_alerts()
        return bool(alerts) and alerts[0]["count"] == 10

    await until_async(is_complete)
    (alert,) = await find_alerts()
    assert (alert["severity"], alert["subject"], alert["acknowledged_at"]) == ("high", "127.0.0.1", None)
    rows = await server.execute(
        "SELECT sum((details ->> 'count')::int) AS number, count(*) AS minutes FROM public.security_events"
        " WHERE event_type = 'forged_token' AND ip_address = '127.0.0.1'"
    )
    assert rows[0]["number"] == 10
    assert rows[0]["minutes"] <= 2
    sent = await server.execute(
        "SELECT title, type FROM public.notifications WHERE user_id = $1 AND metadata ->> 'alert_id' = $2",
        other, alert["id"],
    )  # fmt: skip
    assert [tuple(row) for row in sent] == [("Security alert: Tokens with a wrong signature", "warning")]

    path = f"/api/alerts/{alert['id']}/acknowledge"
    for method, address in (("GET", "/api/alerts"), ("POST", path)):
        refused = call(server, method, address, account=account)
        assert (refused.status_code, refused.json()["code"]) == (403, "AUTHZ_ERROR")
    acknowledged = call(server, "POST", path, account=other).json()
    assert acknowledged["acknowledged_by"] == str(other)
    again = call(server, "POST", f"/api/study/alerts/{alert['id']}/acknowledge", account=other).json()
    assert again["acknowledged_at"] == acknowledged["acknowledged_at"]
    assert await find_alerts() == []
    assert call(server, "GET", "/api/alerts?state=all", account=other).json()["total"] >= 1
    for unknown in (uuid.uuid4(), "none"):
        assert call(server, "POST", f"/api/alerts/{unknown}/acknowledge", account=other).status_code == 404
    assert call(server, "GET", "/api/alerts?state=all&limit=100000", account=other).json()["limit"] == 50


async def test_other_kinds_are_recorded_where_they_happen(
    server: StudyServer, account: uuid.UUID, other: uuid.UUID
) -> None:
    """Refused permissions and signatures, failed sign-ins, exports and severe reports are events of their subject."""
    call(server, "GET", "/api/vault/keys?owner=server", account=account)
    call(server, "GET", "/api/export", account=account)
    signed = {"x-signature": "AA==", "x-timestamp": "1", "x-nonce": "n", "x-client-id": str(uuid.uuid4())}
    call(server, "GET", "/api/tasks", account=account, headers=signed)
    with blocking_http_client(server.address) as client:
        body = {"email": "nobody@example.org", "password": "wrong"}
        client.post("/auth/v1/token?grant_type=password", headers={"apikey": server.keys.anon_key}, json=body)
        report = {"type": "security-event", "data": {"event_type": "probe", "severity": "high"}}
        client.post("/functions/v1/security-monitor", headers=server.headers(other), json=report)

    async def kinds() -> set[tuple[str, str]]:
        rows = await server.execute("SELECT kind, subject FROM study.security_counts")
        return {(row["kind"], row["subject"]) for row in rows}

    expected = {
        ("refused_permission", str(account)),
        ("export", str(account)),
        ("refused_signature", "127.0.0.1"),
        ("failed_sign_in", "127.0.0.1"),
        ("severe_report", str(other)),
    }

    async def are_all() -> bool:
        return expected <= await kinds()

    await until_async(are_all)
    rows = await server.execute("SELECT event_type FROM public.security_events WHERE event_type = 'severe_report'")
    assert rows == []


async def report(recorder: SecurityRecorder, kind: SecurityKind, *, subject: str, number: int) -> None:
    """Record events, and store them."""
    for _ in range(number):
        recorder.add(SecurityReport(kind=kind, subject=subject))
    assert await recorder.queue.flush()


async def list_alerts(pool: Pool) -> Sequence[tuple[str, str, int]]:
    """Return kind, subject and number of all alerts."""
    rows = await pool.fetch(
        "SELECT kind, subject, number FROM study.security_alerts ORDER BY kind, subject, created_at"
    )
    return [tuple(row) for row in rows]


async def test_thresholds_hold_for_every_kind_and_in_two_processes(pool: Pool) -> None:
    """Less than the threshold is no alert; two processes that reach it together raise one; an hour later another."""
    assert set(RULES) == set(SecurityKind)
    clock = FakeClock()
    first, second = (SecurityRecorder(pool, clock=clock, settings=StudySettings) for _ in range(2))
    for kind, rule in RULES.items():
        if rule.number > 1:
            await report(first, kind, subject="a", number=rule.number - 1)
    assert await list_alerts(pool) == []
    kind = SecurityKind.FAILED_SIGN_IN
    await report(second, kind, subject="b", number=1)
    await report(second, kind, subject="a", number=1)
    await report(first, kind, subject="a", number=5)
    assert await list_alerts(pool) == [(kind, "a", RULES[kind].number + 5)]
    # What has left the period counts no more, and the alert of the hour is not repeated.
    clock.advance(30 * 60)
    await report(first, kind, subject="a", number=RULES[kind].number)
    assert len(await list_alerts(pool)) == 1
    clock.advance(31 * 60)
    await report(first, kind, subject="a", number=RULES[kind].number)
    assert len(await list_alerts(pool)) == 2


async def test_thresholds_are_settings(pool: Pool) -> None:
    """A number and minutes of the owner hold instead of the built-in ones, 0 is never; nonsense is refused by name."""
    settings = StudySettings(study_alert_thresholds=("failed_sign_in=2/1", "vault_unreadable=0/10"))
    clock = FakeClock()
    recorder = SecurityRecorder(pool, clock=clock, settings=lambda: settings)
    await report(recorder, SecurityKind.VAULT_UNREADABLE, subject="a", number=50)
    await report(recorder, SecurityKind.FAILED_SIGN_IN, subject="a", number=1)
    clock.advance(61)
    await report(recorder, SecurityKind.FAILED_SIGN_IN, subject="a", number=1)
    assert await list_alerts(pool) == []
    await report(recorder, SecurityKind.FAILED_SIGN_IN, subject="a", number=1)
    assert await list_alerts(pool) == [("failed_sign_in", "a", 2)]
    for text in ("x=1/1", "export", "export=-1/1", "export=1/0", "export=1/1441", "export=1/1/1"):
        with pytest.raises(SettingError, match="STUDY_ALERT_THRESHOLDS"):
            StudySettings(study_alert_thresholds=(text,))
    with pytest.raises(SettingError, match="STUDY_ALERT_WEBHOOK:"):
        StudySettings(study_alert_webhook=Secret("file:///etc/passwd"))
    with pytest.raises(SettingError, match="STUDY_ALERT_WEBHOOK_SECRET"):
        StudySettings(study_alert_webhook=Secret("https://example.org"), study_alert_webhook_secret=Secret("short"))


async def test_alerts_are_sent_to_the_webhook_of_the_installation(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """One signed webhook for an alert and one for its escalation; what is given up is in the list of dead deliveries.

    Owners of the app see it there and can send it again, others cannot; without a webhook nothing is queued.
    """
    clock, alert = FakeClock(), SecurityKind.VAULT_UNREADABLE
    await report(SecurityRecorder(pool, clock=clock, settings=StudySettings), alert, subject="silent", number=1)
    assert await list_deliveries(pool, state=None, limit=10) == []
    await pool.execute("UPDATE study.security_alerts SET acknowledged_at = now()")
    async with receiver(500, 500) as hook:
        webhook = {"STUDY_ALERT_WEBHOOK": f"{hook.address}/secret-path", "STUDY_ALERT_WEBHOOK_SECRET": KEY}
        async with (
            notify_world(
                dsn, pool=pool, data_dir=tmp_path, clock=clock, environ={**ALLOWED, **webhook}, kinds=NOTIFICATIONS
            ) as world,
            world.person("owner", study="owner") as owner,
            world.person("learner", study="member") as learner,
            world.worker(attempts=2),
        ):
            settings = world.deps.load(StudySettings)
            recorder = SecurityRecorder(pool, clock=clock, settings=lambda: settings)
            await report(recorder, alert, subject="loud", number=3)
            dead = await owner.wait_for_delivery("dead")
            assert (dead["kind"], dead["attempts"], dead["account_id"]) == ("study.alert", 2, None)
            assert (dead["destination"], dead["last_error"]) == (
                "webhook of the server", "the receiver responded with status 500",
            )  # fmt: skip
            assert [str(row.id) for row in await list_deliveries(pool, state="dead", limit=10)] == [dead["id"]]
            assert (await learner.get("/deliveries"))["deliveries"] == []
            (shown,) = (await owner.get())["notifications"]
            assert shown["id"] != dead["notification_id"]
            retry = f"/deliveries/{dead['id']}/retry"
            await learner.send("POST", retry, status=404)
            await owner.send("POST", retry, status=202)
            await owner.wait_for_delivery("sent")
            clock.advance(3600)
            assert await SecurityAlerts(pool, clock=clock, settings=lambda: settings).escalate() == 1
            first, second, third, escalated = await hook.wait_for(4)
    assert all(request.has_signature(KEY) for request in hook.received)
    assert first.body == second.body == third.body
    assert first.json["id"] == str(await pool.fetchval("SELECT id FROM study.security_alerts WHERE subject = 'loud'"))
    assert first.json["title"] == "Security alert: Keys in the vault that cannot be decrypted"
    assert escalated.json["title"] == f"Not acknowledged: {first.json['title']}"
    assert escalated.json["id"] != first.json["id"]


async def test_an_alert_nobody_acknowledges_is_escalated_once(pool: Pool) -> None:
    """After an hour an open alert is reported again to every owner, an acknowledged one is not; then never again."""
    async with pool.acquire() as connection:
        owner = await add_account(connection)
        await connection.execute(MAKE_OWNER, owner)
    clock = FakeClock()
    recorder = SecurityRecorder(pool, clock=clock, settings=StudySettings)
    alerts = SecurityAlerts(pool, clock=clock, settings=StudySettings)
    for subject in ("open", "acknowledged"):
        await report(recorder, SecurityKind.VAULT_UNREADABLE, subject=subject, number=1)
    done = await pool.fetchval("SELECT id FROM study.security_alerts WHERE subject = 'acknowledged'")
    await alerts.acknowledge(done, by=owner)
    assert await alerts.escalate() == 0
    clock.advance(3600)
    assert (await alerts.escalate(), await alerts.escalate()) == (1, 0)
    rows = await pool.fetch("SELECT type, title FROM public.notifications WHERE user_id = $1 ORDER BY type", owner)
    assert [row["type"] for row in rows] == ["error", "warning", "warning"]
    assert rows[0]["title"].startswith("Not acknowledged")
    sent = await pool.fetchval("SELECT count(*) FROM alcove.notification WHERE account_id = $1", owner)
    assert sent == 3
    assert await alerts.forget(before=clock.now(), limit=10) == 2
    assert Alert(id=done, kind=SecurityKind.EXPORT, subject="x", severity="low", number=4).describe() == (
        "Exports of an account: 4 of x."
    )
