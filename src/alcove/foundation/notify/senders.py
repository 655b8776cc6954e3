"""Sends a delivery by its channel."""

from collections.abc import Callable, Collection
from typing import Final

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction
from alcove.foundation.fetch import Network
from alcove.foundation.mail import InvalidMail, Mail, Mailer, MailLimitExceeded, MailQueueFull
from alcove.foundation.notify.addresses import DestinationSecret, decrypt_secret
from alcove.foundation.notify.apprise_sender import AppriseSender
from alcove.foundation.notify.errors import DeliveryFailed, DeliveryRejected
from alcove.foundation.notify.model import ServerWebhook
from alcove.foundation.notify.store import deliveries
from alcove.foundation.notify.store.deliveries import WaitingDelivery
from alcove.foundation.notify.webhook import WebhookSender
from alcove.foundation.vault import Vault, VaultError

REFERENCE: Final = "notification"


class Senders:
    """The channels of a worker process."""

    def __init__(
        self,
        pool: Pool,
        *,
        mailer: Mailer,
        vault: Vault,
        network: Network,
        clock: Clock,
        allow_private: Collection[str],
        find_server_webhook: Callable[[str], ServerWebhook | None],
    ) -> None:
        """Take the private hosts that destinations may have, and what returns the server's own webhook for a kind."""
        self._pool = pool
        self._mailer = mailer
        self._vault = vault
        self._clock = clock
        self._find_server_webhook = find_server_webhook
        self._webhooks = WebhookSender(network, clock=clock, allow_private=allow_private)
        self._apprise = AppriseSender(network, allow_private=allow_private)

    async def send(self, delivery: WaitingDelivery) -> None:
        """Send a delivery; DeliveryFailed, DeliveryRejected."""
        if delivery.channel == "mail":
            await self._send_mail(delivery)
            return
        if delivery.account_id is None:
            await self._send_for_server(delivery)
            return
        if delivery.destination_id is None or delivery.secret is None:
            raise DeliveryRejected("the destination is gone")
        try:
            secret = decrypt_secret(
                self._vault, delivery.secret, account_id=delivery.account_id, destination_id=delivery.destination_id
            )
        except VaultError as error:
            raise DeliveryRejected(error.message) from None
        sender = self._webhooks if delivery.channel == "webhook" else self._apprise
        await sender.send(delivery, secret)

    async def _send_for_server(self, delivery: WaitingDelivery) -> None:
        webhook = self._find_server_webhook(delivery.kind)
        if webhook is None:
            raise DeliveryRejected("the settings of the server name no webhook")
        secret = DestinationSecret(webhook.address.reveal(), webhook.signing_key.reveal())
        await self._webhooks.send(delivery, secret)

    async def _send_mail(self, delivery: WaitingDelivery) -> None:
        """Hand a mail to the room that delivers mail, once: in the transaction that ends the delivery."""
        if delivery.email is None:
            raise DeliveryRejected("the account has no address")
        text = "\n\n".join(part for part in (delivery.body or delivery.title, delivery.link) if part)
        mail = Mail(to=delivery.email, subject=delivery.title, text=f"{text}\n", reference=REFERENCE)
        try:
            async with transaction(self._pool) as connection:
                await self._mailer.send(connection, mail)
                await deliveries.end(connection, delivery.id, state="sent", now=self._clock.now())
        except InvalidMail as error:
            raise DeliveryRejected(error.message) from None
        except (MailLimitExceeded, MailQueueFull) as error:
            raise DeliveryFailed(error.message) from None

    async def close(self) -> None:
        """Close connections, and end the child process."""
        await self._webhooks.close()
        await self._apprise.close()
