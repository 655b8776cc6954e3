"""The addresses that the host of a standalone role stands for."""

import socket
from collections.abc import Mapping, Sequence
from typing import Final

from alcove.foundation.cli import FAILED, CommandError

ANY_IPV4: Final = "0.0.0.0"  # noqa: S104 - PostgREST's default is to listen on every address
ANY_IPV6: Final = "::"

_SPECIAL: Final[Mapping[str, tuple[str, ...]]] = {
    "*": (ANY_IPV4, ANY_IPV6),
    "*4": (ANY_IPV4, ANY_IPV6),
    "!4": (ANY_IPV4,),
    "*6": (ANY_IPV6, ANY_IPV4),
    "!6": (ANY_IPV6,),
}


def resolve_host(host: str, *, setting: str = "server-host") -> Sequence[str]:
    """Return the IP addresses of a host name or of one of PostgREST's special names; CommandError with the setting."""
    special = _SPECIAL.get(host)
    if special is not None:
        return [address for address in special if len(special) == 1 or ":" not in address or _has_ipv6()]
    try:
        entries = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CommandError(f"{setting} {host!r} has no address: {reason}", code=FAILED) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


def reachable_address(addresses: Sequence[str]) -> str:
    """Return the address at which this machine reaches a server on these addresses."""
    first = addresses[0]
    return {ANY_IPV4: "127.0.0.1", ANY_IPV6: "::1"}.get(first, first)


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            probe.bind((ANY_IPV6, 0))
    except OSError:
        return False
    return True
