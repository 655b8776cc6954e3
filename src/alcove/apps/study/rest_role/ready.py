"""Ask the admin server of a running process whether it is ready."""

import asyncio
from contextlib import suppress
from typing import Final

from alcove.apps.study.addresses import reachable_address, resolve_host
from alcove.foundation.cli import FAILED, CommandError
from alcove.wires.supabase.rest.config.model import RestConfig

TIMEOUT: Final = 5.0

_REQUEST: Final = b"GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
_READY: Final = b"200"


async def check_ready(config: RestConfig) -> str:
    """Return a line that says that the process is ready; CommandError when it is not."""
    if config.admin_server_unix_socket is not None:
        place = f"unix:{config.admin_server_unix_socket}"
        opening = asyncio.open_unix_connection(config.admin_server_unix_socket)
    elif config.admin_server_port:
        host = reachable_address(resolve_host(config.admin_server_host or config.server_host))
        place = f"http://{f'[{host}]' if ':' in host else host}:{config.admin_server_port}/ready"
        opening = asyncio.open_connection(host, config.admin_server_port)
    else:
        raise CommandError("there is no admin server: set admin-server-port", code=FAILED)
    status = b""
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(TIMEOUT):
            reader, writer = await opening
            writer.write(_REQUEST)
            status = b"".join((await reader.readline()).split()[1:2])
            writer.close()
    if status != _READY:
        raise CommandError(f"not ready: {place} answered {status.decode() or 'nothing'}", code=FAILED)
    return f"ready: {place}"
