"""Apprise in a child process, against real HTTP servers."""

import socket
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from alcove.foundation.database import Pool
from alcove.foundation.fetch import Network
from alcove.foundation.jobs import ProcessExecutor
from alcove.foundation.notify.addresses import DestinationSecret
from alcove.foundation.notify.apprise_process import limit_process
from alcove.foundation.notify.apprise_sender import AppriseSender
from alcove.foundation.notify.errors import DeliveryFailed
from alcove.foundation.notify.store.deliveries import WaitingDelivery
from support.notify_world import notify_world, receiver


async def test_apprise_delivers_and_hides_its_addresses(
    dsn: str, pool: Pool, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A notification arrives through Apprise; errors say the status, and neither rows nor logs have the address."""
    async with (
        receiver(200, 418) as service,
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
        world.worker(attempts=1),
    ):
        address = f"json://user:hidden-password@127.0.0.1:{service.port}/hidden-path"
        await ann.send("POST", "/destinations", status=201, channel="apprise", address=address)
        await world.notify(key="1", title="First", body="Text ✓")
        await ann.wait_for_delivery("sent")
        await world.notify(key="2")
        dead = await ann.wait_for_delivery("dead")
        wrong = await ann.send("POST", "/destinations", status=201, channel="apprise", address="nothing://hidden-path")
        await ann.send("POST", f"/destinations/{wrong['id']}/test", status=202)
        unknown = await ann.wait_for_delivery("dead", kind="alcove.test")
        everything = (await ann.client.get("/api/notifications/destinations")).text
        rows = await pool.fetchval("SELECT string_agg(d::text, '') FROM notification_destination AS d")
    first = service.received[0]
    assert (first.json["title"], first.json["message"]) == ("First", "Text ✓")
    assert dead["last_error"] == "the service responded with status 418"
    assert unknown["last_error"].startswith("Apprise does not know this kind of address")
    logged = "".join(capfd.readouterr())
    assert "hidden" not in everything + rows + logged + dead["last_error"]


async def test_apprise_reaches_nothing_that_the_rules_forbid(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """A private address gets no connection without the owner's permission, also not past the proxy."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with (
            receiver() as service,
            notify_world(dsn, pool=pool, data_dir=tmp_path, environ={}) as world,
            world.person("ann", shop="member") as ann,
            world.worker(attempts=1),
        ):
            for address in (f"json://127.0.0.1:{service.port}/", f"mqtt://127.0.0.1:{port}/topic"):
                scheme = address.partition(":")[0]
                secret = await ann.client.post(
                    "/api/notifications/destinations", json={"channel": "apprise", "address": address}
                )
                assert secret.status_code == (422 if scheme == "mqtt" else 201)
            await world.notify()
            dead = await ann.wait_for_delivery("dead")
        other.setblocking(False)
        with pytest.raises(BlockingIOError):
            other.accept()
    assert service.received == []
    assert "private address" in dead["last_error"]


async def test_a_silent_service_is_left_after_the_timeout() -> None:
    """A service that never responds does not hold up the worker: the child process is killed."""
    sender = AppriseSender(Network(), allow_private=["127.0.0.1"], timeout=3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        secret = DestinationSecret(f"json://127.0.0.1:{silent.getsockname()[1]}/")
        try:
            with pytest.raises(DeliveryFailed, match="did not respond within 3 seconds"):
                await sender.send(make_delivery(), secret)
            assert sender._executor.pid is None
        finally:
            await sender.close()


async def test_the_child_process_connects_to_the_proxy_only() -> None:
    """What a service of Apprise tries besides HTTP is not allowed: connections, names, programs."""
    executor = ProcessExecutor()
    with socket.create_server(("127.0.0.1", 0)) as proxy, socket.create_server(("127.0.0.1", 0)) as other:
        ports = proxy.getsockname()[1], other.getsockname()[1]
        try:
            allowed, refused = await executor.run(try_everything, *ports)
        finally:
            executor.terminate()
    assert allowed == ["connect to the proxy"]
    assert refused == ["connect elsewhere", "resolve a name", "start a program", "send a datagram"]


def try_everything(proxy_port: int, other_port: int) -> tuple[list[str], list[str]]:
    """Return what a limited process may do, and what it may not."""
    limit_process(proxy_port)
    attempts: dict[str, Callable[[], object]] = {
        "connect to the proxy": lambda: socket.create_connection(("127.0.0.1", proxy_port), 5).close(),
        "connect elsewhere": lambda: socket.create_connection(("127.0.0.1", other_port), 5).close(),
        "resolve a name": lambda: socket.getaddrinfo("localhost", 80),
        "start a program": lambda: subprocess.run(["/bin/true"], check=True),
        "send a datagram": lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", other_port)),
    }
    allowed, refused = [], []
    for name, attempt in attempts.items():
        try:
            attempt()
        except PermissionError:
            refused.append(name)
        else:
            allowed.append(name)
    return allowed, refused


def make_delivery() -> WaitingDelivery:
    """Return a delivery of no database."""
    return WaitingDelivery(
        id=uuid4(), channel="apprise", notification_id=uuid4(), account_id=uuid4(), kind="a.b", title="Title", body="",
        link="", created_at=datetime(2026, 1, 1, tzinfo=UTC), is_test=False, destination_id=uuid4(), secret="",
        email=None, starts_at=None, ends_at=None, zone=None,
    )  # fmt: skip
