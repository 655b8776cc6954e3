"""Sends notifications by Apprise, one at a time in a child process with a time-out."""

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from alcove.foundation.fetch import Network
from alcove.foundation.jobs import ProcessDied, ProcessExecutor
from alcove.foundation.notify.addresses import DestinationSecret
from alcove.foundation.notify.apprise_process import UNKNOWN, AppriseMessage, send_by_apprise
from alcove.foundation.notify.errors import DeliveryFailed, DeliveryRejected
from alcove.foundation.notify.store.deliveries import WaitingDelivery

if TYPE_CHECKING:
    from alcove.foundation.fetch import ForwardProxy

TIMEOUT: Final = 40.0
"""Seconds for one notification, with the start of the child process."""


class AppriseSender:
    """Sends notifications to the services that Apprise knows."""

    def __init__(self, network: Network, *, allow_private: Collection[str], timeout: float = TIMEOUT) -> None:
        self._network = network
        self._allow_private = allow_private
        self._timeout = timeout
        self._executor = ProcessExecutor()
        self._proxy: ForwardProxy | None = None
        self._lock = asyncio.Lock()

    async def send(self, delivery: WaitingDelivery, secret: DestinationSecret) -> None:
        """Send a notification; DeliveryFailed, DeliveryRejected."""
        async with self._lock:
            proxy = self._get_proxy()
            port = await proxy.open()
            message = AppriseMessage(address=secret.address, title=delivery.title, body=delivery.body, proxy_port=port)
            try:
                # The child is killed when the time is over.
                async with asyncio.timeout(self._timeout):
                    is_sent, status = await self._executor.run(send_by_apprise, message)
            except TimeoutError:
                raise DeliveryFailed(f"the service did not respond within {self._timeout:g} seconds") from None
            except ProcessDied:
                raise DeliveryFailed("the process that sends by Apprise died") from None
            if not is_sent:
                raise _build_error(status, rejection=proxy.last_rejection)

    def _get_proxy(self) -> "ForwardProxy":
        from alcove.foundation.fetch import ForwardProxy  # noqa: PLC0415 - leads to the HTTP client

        if self._proxy is None:
            self._proxy = ForwardProxy(self._network, allow_private=self._allow_private)
        return self._proxy

    async def close(self) -> None:
        """End the child process and the proxy."""
        self._executor.terminate()
        if self._proxy is not None:
            await self._proxy.close()


def _build_error(status: str, *, rejection: str) -> Exception:
    if status == UNKNOWN:
        return DeliveryRejected("Apprise does not know this kind of address, or a part of it is missing")
    if rejection:
        return DeliveryRejected(rejection)
    if status:
        return DeliveryFailed(f"the service responded with status {status}")
    return DeliveryFailed("the service could not be reached, or did not accept the notification")
