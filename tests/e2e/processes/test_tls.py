"""https with a certificate that can be reloaded."""

import http.client
import re
import shutil
import signal
import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from alcove.foundation.database import EmbeddedPostgres
from support.processes import AlcoveProcess, run_alcove
from support.until import until

Start = Callable[..., AlcoveProcess]


@pytest.fixture
def tls(env: dict[str, str]) -> dict[str, str]:
    """Return the two settings that `alcove cert` prints."""
    return certificate(env, "alcove.lan")


def certificate(env: dict[str, str], *arguments: str) -> dict[str, str]:
    """Run `alcove cert` and return its settings."""
    made = run_alcove("cert", *arguments, env=env)
    assert made.returncode == 0, made.stderr
    return dict(line.split("=", 1) for line in made.stdout.splitlines())


def get(serve: AlcoveProcess, trusted: Path, path: str = "/health/ready") -> tuple[int, bytes]:
    """Send a request over TLS, trusting one certificate; return the status and the certificate in DER."""
    context = ssl.create_default_context(cafile=str(trusted))
    connection = http.client.HTTPSConnection("127.0.0.1", serve.port, context=context, timeout=20)
    try:
        connection.connect()
        assert isinstance(connection.sock, ssl.SSLSocket)
        shown = connection.sock.getpeercert(binary_form=True)
        connection.request("GET", path)
        return connection.getresponse().status, shown or b""
    finally:
        connection.close()


def read_der(certificate: Path) -> bytes:
    """Return a certificate in DER."""
    return ssl.PEM_cert_to_DER_cert(certificate.read_text())


def wait_until_ready(serve: AlcoveProcess, trusted: Path) -> AlcoveProcess:
    """Wait until the server responds over TLS."""

    def is_ready() -> bool:
        assert serve.process.poll() is None, serve.output
        try:
            return get(serve, trusted)[0] == 200
        except OSError:
            return False

    until(is_ready, describe=lambda: serve.output)
    return serve


@pytest.fixture
def first_certificate(tls: dict[str, str], home: Path) -> Path:
    """Return a copy of the first certificate, like one that a browser has stored."""
    path = home / "remembered.pem"
    path.write_bytes(Path(tls["ALCOVE_TLS_CERT"]).read_bytes())
    return path


def test_https_with_tls_1_2_and_newer_only(start: Start, tls: dict[str, str], first_certificate: Path) -> None:
    """The printed URL is https; TLS 1.2 works, TLS 1.1 and plain http do not."""
    serve = wait_until_ready(start("serve", **tls), first_certificate)
    until(lambda: f"Alcove is ready: https://127.0.0.1:{serve.port}" in serve.output, describe=lambda: serve.output)
    assert handshake(serve.port, ssl.TLSVersion.TLSv1_2, trusted=first_certificate) == "TLSv1.2"
    with pytest.raises((ssl.SSLError, ConnectionError)):
        handshake(serve.port, ssl.TLSVersion.TLSv1_1, trusted=first_certificate)
    assert not plain_http_response(serve.port).startswith(b"HTTP/")
    assert serve.stop() == 0


def handshake(port: int, version: ssl.TLSVersion, *, trusted: Path) -> str | None:
    """Do a handshake with one TLS version and ciphers of its time; return the negotiated version."""
    context = ssl.create_default_context(cafile=str(trusted))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        # Python marks TLS 1.1 as deprecated; here it is asked for on purpose.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as secure,
    ):
        return secure.version()


def plain_http_response(port: int) -> bytes:
    """Return the response to a request without TLS."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        plain.sendall(b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        return plain.recv(100)


async def test_sighup_reloads_the_certificate_without_dropping_requests(
    start: Start, env: dict[str, str], tls: dict[str, str], first_certificate: Path
) -> None:
    """After SIGHUP every api process uses the new certificate, and a running request gets its response."""
    other = certificate({**env, "ALCOVE_DATA_DIR": str(first_certificate.parent / "other")}, "second.lan")
    serve = wait_until_ready(start("serve", ALCOVE_WORKERS="2", **tls), first_certificate)
    assert get(serve, first_certificate) == (200, read_der(first_certificate))
    answers: list[tuple[int, bytes]] = []
    asking = threading.Thread(target=lambda: answers.append(get(serve, first_certificate)))
    connection = await asyncpg.connect(EmbeddedPostgres(first_certificate.parent / "data").dsn)
    async with connection.transaction():
        await connection.execute("LOCK TABLE jobs.procrastinate_jobs IN ACCESS EXCLUSIVE MODE")
        asking.start()
        await wait_for_blocked_session(connection)
        for setting, path in tls.items():
            shutil.copy(other[setting], path)
        serve.process.send_signal(signal.SIGHUP)
        until(lambda: serve.output.count("certificate_reloaded") == 2, describe=lambda: serve.output)
        assert not answers
    await connection.close()
    asking.join(60)
    assert answers == [(200, read_der(first_certificate))]
    second = Path(tls["ALCOVE_TLS_CERT"])
    assert {get(serve, second, "/health/live") for _ in range(8)} == {(200, read_der(second))}
    assert serve.stop() == 0


async def wait_for_blocked_session(connection: asyncpg.Connection) -> None:
    """Wait until another session is blocked by the lock of this connection."""
    while not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"):
        await connection.execute("SELECT pg_sleep(0.02)")


@pytest.mark.slow
def test_sighup_with_a_broken_file_keeps_the_certificate(
    start: Start, tls: dict[str, str], first_certificate: Path
) -> None:
    """At SIGHUP a key that does not match is logged, and the old certificate stays in use."""
    serve = wait_until_ready(start("serve", **tls), first_certificate)
    Path(tls["ALCOVE_TLS_KEY"]).write_text("no key\n")
    serve.process.send_signal(signal.SIGHUP)
    until(lambda: "certificate_not_reloaded" in serve.output, describe=lambda: serve.output)
    assert "ALCOVE_TLS_KEY names a file without a key in PEM" in serve.output
    assert get(serve, first_certificate)[0] == 200
    assert serve.stop() == 0


def test_invalid_certificate_files_exit_with_4(env: dict[str, str], tls: dict[str, str], home: Path) -> None:
    """With invalid files the server exits with 4, and the text has the setting."""
    for settings, error in wrong_settings(tls, home):
        ended = run_alcove("serve", env=env | settings)
        assert ended.returncode == 4, ended.stderr
        assert re.search(error, ended.stderr), ended.stderr


def wrong_settings(tls: dict[str, str], home: Path) -> Iterator[tuple[dict[str, str], str]]:
    """Yield wrong settings and patterns of their errors."""
    chain, key, none = tls["ALCOVE_TLS_CERT"], tls["ALCOVE_TLS_KEY"], str(home / "none")
    empty = home / "empty.pem"
    empty.write_text("")
    yield {"ALCOVE_TLS_CERT": chain}, "ALCOVE_TLS_CERT is set and ALCOVE_TLS_KEY is not"
    yield (
        tls | {"ALCOVE_TLS_KEY": none},
        "ALCOVE_TLS_KEY names a file that cannot be read: .*No such file",
    )
    yield tls | {"ALCOVE_TLS_CERT": str(home)}, "ALCOVE_TLS_CERT names a file that cannot be read: .*directory"
    yield tls | {"ALCOVE_TLS_CERT": str(empty)}, "ALCOVE_TLS_CERT names a file without a certificate in PEM"
    yield tls | {"ALCOVE_TLS_CERT": key}, "ALCOVE_TLS_CERT names a file without a certificate in PEM"


def test_cert_refuses_existing_files_and_invalid_names(env: dict[str, str], tls: dict[str, str]) -> None:
    """The files are private; a second certificate needs --replace; an invalid name is wrong usage."""
    for path in map(Path, tls.values()):
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent == Path(env["ALCOVE_DATA_DIR"]) / "tls"
        assert path.parent.stat().st_mode & 0o777 == 0o700
    before = Path(tls["ALCOVE_TLS_CERT"]).read_bytes()
    assert run_alcove("cert", "alcove.lan", env=env).returncode == 3
    assert run_alcove("cert", "--replace", "two words", env=env).returncode == 2
    assert Path(tls["ALCOVE_TLS_CERT"]).read_bytes() == before
