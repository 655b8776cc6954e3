"""Signed webhooks: a POST of JSON, whose signature covers the time and the body."""

import hashlib
import hmac
import random
from collections.abc import Collection
from typing import Final

import msgspec

from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, FetchError, Forbidden, InvalidRequest, Network, NoLimit, Policy, Timeouts
from alcove.foundation.notify.addresses import DestinationSecret
from alcove.foundation.notify.errors import DeliveryFailed, DeliveryRejected
from alcove.foundation.notify.store.deliveries import WaitingDelivery

DELIVERY_HEADER: Final = "X-Alcove-Delivery"
TIMESTAMP_HEADER: Final = "X-Alcove-Timestamp"
SIGNATURE_HEADER: Final = "X-Alcove-Signature"
VERSION: Final = "v1"
TIMEOUT: Final = Timeouts(connect=5.0, read=10.0, total=15.0)
"""Seconds; a receiver that works longer than this answers first."""


class WebhookBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body of a webhook; `id` is that of the notification, the same at every attempt and destination."""

    id: str
    kind: str
    app: str
    title: str
    body: str
    link: str
    created_at: str


def sign(key: str, *, timestamp: int, body: bytes) -> str:
    """Return the signature: HMAC-SHA-256 in hexadecimal of the time in seconds, a dot and the body."""
    digest = hmac.new(key.encode(), b"%d." % timestamp + body, hashlib.sha256).hexdigest()
    return f"{VERSION}={digest}"


class WebhookSender:
    """Sends webhooks; redirects are not followed, and every status but 2xx is a failure."""

    def __init__(self, network: Network, *, clock: Clock, allow_private: Collection[str]) -> None:
        policy = Policy(
            name="webhook",
            base_url="https://webhook.invalid",
            user_agent="Alcove",
            timeout=TIMEOUT,
            retries=0,
            redirects=0,
            allow_private=frozenset(allow_private),
            breaker=None,
            max_refusals=0,
        )
        # Jitter of retries, of which there are none.
        self._client = Client(policy, limiter=NoLimit(), clock=clock, rng=random.Random(), network=network)  # noqa: S311
        self._clock = clock

    async def send(self, delivery: WaitingDelivery, secret: DestinationSecret) -> None:
        """Send a notification; DeliveryFailed, DeliveryRejected."""
        await self.post(
            build_body(delivery),
            address=secret.address,
            signing_key=secret.signing_key,
            delivery_id=str(delivery.id),
        )

    async def post(self, content: WebhookBody, *, address: str, signing_key: str, delivery_id: str = "") -> None:
        """Send a body to an address, with its own id as that of the delivery by default; as `send`."""
        body = msgspec.json.encode(content)
        timestamp = int(self._clock.now().timestamp())
        headers = {
            "Content-Type": "application/json",
            DELIVERY_HEADER: delivery_id or content.id,
            TIMESTAMP_HEADER: str(timestamp),
            SIGNATURE_HEADER: sign(signing_key, timestamp=timestamp, body=body),
        }
        try:
            async with self._client.stream("POST", address, data=body, headers=headers) as response:
                status = response.status
        except (Forbidden, InvalidRequest) as error:
            raise DeliveryRejected(str(error)) from None
        except FetchError as error:
            raise DeliveryFailed(str(error)) from None
        if not 200 <= status < 300:
            raise DeliveryFailed(f"the receiver responded with status {status}")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def build_body(delivery: WaitingDelivery) -> WebhookBody:
    """Return the body of a delivery, the same at every attempt."""
    return WebhookBody(
        id=str(delivery.notification_id),
        kind=delivery.kind,
        app=delivery.kind.partition(".")[0],
        title=delivery.title,
        body=delivery.body,
        link=delivery.link,
        created_at=delivery.created_at.isoformat(),
    )
