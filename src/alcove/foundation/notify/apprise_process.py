"""Apprise in a child process: it reaches the network only through a proxy with the rules of this server."""

import logging
import os
import re
import sys
import warnings
from dataclasses import dataclass
from typing import Final

_STATUS: Final = re.compile(r"error[=:]\s?(\d{3})\b")
_FORBIDDEN: Final = frozenset(
    {
        "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system", "pty.spawn",
        "socket.gethostbyaddr", "socket.gethostbyname", "socket.sendmsg", "socket.sendto", "subprocess.Popen",
    }
)  # fmt: skip
_LOOPBACK: Final = "127.0.0.1"
UNKNOWN: Final = "unknown"
_state: dict[str, int] = {}


class _StatusHandler(logging.Handler):
    """Keeps the last HTTP status that the log of Apprise mentions; the texts have secrets in them."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.status = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Read the status of a message."""
        match = _STATUS.search(record.getMessage())
        if match:
            self.status = match[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppriseMessage:
    """A notification for an address of Apprise, and the port of the proxy to use."""

    address: str
    title: str
    body: str
    proxy_port: int


def send_by_apprise(message: AppriseMessage) -> tuple[bool, str]:
    """Send a notification; return whether it was accepted, and else the status of the response or UNKNOWN.

    UNKNOWN means that Apprise does not know the address. Runs in a child process only: it limits the whole process.
    """
    limit_process(message.proxy_port)
    import apprise  # noqa: PLC0415 - in the child only

    status = _StatusHandler()
    logger = logging.getLogger("apprise")
    logger.handlers = [status]
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        sender = apprise.Apprise()
        if not sender.add(message.address):
            return False, UNKNOWN
        title, body = message.title, message.body or message.title
        is_sent = bool(sender.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT))
    except Exception:  # noqa: BLE001 - code of a hundred services, whose errors can contain the address
        return False, status.status
    return is_sent, status.status


def limit_process(proxy_port: int) -> None:
    """Let this process connect to the proxy only, and start no programs; the hook cannot be removed."""
    is_limited = "port" in _state
    _state["port"] = proxy_port
    proxy = f"http://{_LOOPBACK}:{proxy_port}"
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        os.environ[name] = os.environ[name.upper()] = proxy
    for name in ("no_proxy", "NO_PROXY"):
        os.environ.pop(name, None)
    if is_limited:
        return
    logging.getLogger().addHandler(logging.NullHandler())
    warnings.simplefilter("ignore")
    sys.addaudithook(_check_event)


def _check_event(event: str, args: tuple[object, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError("not allowed here")
    if event == "socket.connect" and args[1] != (_LOOPBACK, _state["port"]):
        raise PermissionError("only the proxy may be reached")
    if event == "socket.getaddrinfo" and args[0] not in (_LOOPBACK, None):
        raise PermissionError("the proxy resolves names")
