"""Destinations, preferences and deliveries of accounts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Final
from uuid import UUID, uuid4

import msgspec

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction
from alcove.foundation.deps import Deps
from alcove.foundation.fetch import Network
from alcove.foundation.notify.addresses import (
    DestinationSecret,
    check_address,
    check_signing_key,
    decrypt_secret,
    encrypt_secret,
    generate_signing_key,
)
from alcove.foundation.notify.errors import (
    DeliveryEnded,
    InvalidDestination,
    InvalidPreference,
    NotificationNotFound,
    TooManyDestinations,
)
from alcove.foundation.notify.model import Channel, NotificationKind, QuietHours, clean_line, find_zone
from alcove.foundation.notify.operation import queue_test
from alcove.foundation.notify.schemas import DestinationBody, DestinationChange, PreferencesBody, QuietHoursBody
from alcove.foundation.notify.store import deliveries, destinations, preferences
from alcove.foundation.notify.store.deliveries import DeliveryReader
from alcove.foundation.notify.store.destinations import StoredDestination
from alcove.foundation.notify.tasks import defer_deliveries
from alcove.foundation.settings import ServerSettings
from alcove.foundation.vault import InvalidCiphertext, MasterKeyMissing, Vault

MAX_DESTINATIONS: Final = 20
MAX_LABEL: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifications:
    """The notifications of accounts; `allow_private` are the private hosts that destinations may have."""

    pool: Pool
    clock: Clock
    vault: Vault
    network: Network
    allow_private: Collection[str]

    async def add_destination(self, account_id: UUID, body: DestinationBody) -> tuple[UUID, str | None]:
        """Store a destination; return its id and the signing key if it was generated."""
        generated = None
        signing_key = _check_key_use(body.channel, body.secret)
        if body.channel == "webhook" and signing_key is None:
            signing_key = generated = generate_signing_key()
        hint = await check_address(body.channel, body.address, network=self.network, allow_private=self.allow_private)
        secret = DestinationSecret(address=body.address, signing_key=signing_key or "")
        destination_id = uuid4()
        stored = StoredDestination(
            id=destination_id, account_id=account_id, channel=body.channel, hint=hint,
            label=_read_label(body.label) or hint,
            secret=self._encrypt(secret, account_id=account_id, destination_id=destination_id),
        )  # fmt: skip
        async with transaction(self.pool) as connection:
            if not await destinations.add(connection, stored, limit=MAX_DESTINATIONS):
                raise TooManyDestinations(f"An account can have {MAX_DESTINATIONS} destinations. Delete one first.")
        return destination_id, generated

    async def change_destination(self, account_id: UUID, destination_id: UUID, *, body: DestinationChange) -> None:
        """Change a destination; NotificationNotFound, InvalidDestination."""
        channel, hint = (await self._find_destination(account_id, destination_id)).channel, None
        if body.address is not None:
            # Before the transaction: the name is resolved.
            hint = await check_address(channel, body.address, network=self.network, allow_private=self.allow_private)
        async with transaction(self.pool) as connection:
            # Another change, and a rotation of the master key, wait: neither is undone by what was read before.
            stored = await destinations.lock(connection, account_id, destination_id=destination_id)
            if stored is None:
                raise not_found()
            if body.address is not None or body.secret is not None:
                stored = self._change_secret(replace(stored, hint=hint or stored.hint), body)
            if body.label is not None:
                stored = replace(stored, label=_read_label(body.label) or stored.hint)
            if body.enabled is not None:
                stored = replace(stored, enabled=body.enabled)
            await destinations.change(connection, stored)

    def _change_secret(self, stored: StoredDestination, body: DestinationChange) -> StoredDestination:
        address, signing_key = body.address, _check_key_use(stored.channel, body.secret)
        if stored.channel == "apprise":
            signing_key = ""
        if address is None or signing_key is None:
            current = self._read_current(stored)
            address, signing_key = address or current.address, signing_key or current.signing_key
        secret = DestinationSecret(address=address, signing_key=signing_key)
        return replace(stored, secret=self._encrypt(secret, account_id=stored.account_id, destination_id=stored.id))

    def _read_current(self, stored: StoredDestination) -> DestinationSecret:
        """Return the address and the key that a change leaves; InvalidDestination when they cannot be decrypted."""
        try:
            return decrypt_secret(self.vault, stored.secret, account_id=stored.account_id, destination_id=stored.id)
        except (InvalidCiphertext, MasterKeyMissing) as error:
            raise InvalidDestination(f"Send the address and the secret, both. {error.message}.") from None

    def _encrypt(self, secret: DestinationSecret, *, account_id: UUID, destination_id: UUID) -> str:
        return encrypt_secret(self.vault, secret, account_id=account_id, destination_id=destination_id)

    async def send_test(self, account_id: UUID, destination_id: UUID) -> UUID:
        """Queue a test notification to a destination and return the id of its delivery; NotificationNotFound."""
        destination = await self._find_destination(account_id, destination_id)
        async with transaction(self.pool) as connection:
            return await queue_test(
                connection,
                account_id,
                destination_id=destination_id,
                channel=destination.channel,
                now=self.clock.now(),
            )

    async def _find_destination(self, account_id: UUID, destination_id: UUID) -> StoredDestination:
        found = await destinations.find(self.pool, account_id, destination_id=destination_id)
        if found is None:
            raise not_found()
        return found

    async def send_again(self, reader: DeliveryReader, delivery_id: UUID) -> None:
        """Queue a delivery that was given up; NotificationNotFound, DeliveryEnded."""
        async with transaction(self.pool) as connection:
            if await deliveries.revive(connection, delivery_id, reader=reader, now=self.clock.now()):
                await defer_deliveries(connection, [delivery_id])
                return
        state = await deliveries.find_state(self.pool, reader, delivery_id=delivery_id)
        if state is None:
            raise not_found()
        raise DeliveryEnded(f"The delivery is {state}: only one that was given up can be sent again.")

    async def change_preferences(
        self, account_id: UUID, body: PreferencesBody, *, allowed: Sequence[NotificationKind]
    ) -> None:
        """Store the changed preferences; InvalidPreference for an unknown kind or time zone."""
        unknown = sorted(set(body.kinds) - {kind.name for kind in allowed})
        if unknown:
            raise InvalidPreference(f"There is no kind {unknown[0][:100]!r}.")
        chosen = [
            {"kind": kind, "channels": list(dict.fromkeys(channels))}
            for kind, channels in body.kinds.items()
            if channels is not None
        ]
        reset = [kind for kind, channels in body.kinds.items() if channels is None]
        hours = None if body.quiet_hours is msgspec.UNSET else _read_quiet_hours(body.quiet_hours)
        async with transaction(self.pool) as connection:
            await preferences.set_channels(connection, account_id, chosen=msgspec.json.encode(chosen).decode())
            await preferences.reset_channels(connection, account_id, kinds=reset)
            if body.quiet_hours is not msgspec.UNSET:
                await preferences.set_quiet_hours(connection, account_id, hours=hours)

    async def read_preferences(self, account_id: UUID) -> tuple[Mapping[str, Sequence[Channel]], QuietHours | None]:
        """Return the channels that the account has chosen by kind, and its quiet hours."""
        chosen = await preferences.list_channels(self.pool, account_id)
        return chosen, await preferences.find_quiet_hours(self.pool, account_id)


def build_service(deps: Deps) -> Notifications:
    """Return the service of a process."""
    return Notifications(
        pool=deps.pool, clock=deps.clock, vault=deps.vault, network=deps.network,
        allow_private=deps.load(ServerSettings).alcove_allow_private_hosts,
    )  # fmt: skip


def not_found() -> NotificationNotFound:
    """Return the error about an id that the account does not have."""
    return NotificationNotFound("There is nothing with this id.")


def _check_key_use(channel: str, key: str | None) -> str | None:
    if key is None:
        return None
    if channel != "webhook":
        raise InvalidDestination("Only a webhook has a secret; that of an Apprise service is a part of its address.")
    return check_signing_key(key)


def _read_label(label: str) -> str:
    if len(label) > MAX_LABEL:
        raise InvalidDestination(f"The label has at most {MAX_LABEL} characters.")
    return clean_line(label, limit=MAX_LABEL)


def _read_quiet_hours(body: QuietHoursBody | None) -> QuietHours | None:
    if body is None:
        return None
    try:
        start, end = map(time.fromisoformat, (body.start, body.end))
    except ValueError:
        raise InvalidPreference("Quiet hours are local times, such as 22:00.") from None
    if start == end:
        raise InvalidPreference("The quiet hours start and end at the same time.")
    if find_zone(body.zone) is None:
        raise InvalidPreference(f"There is no time zone {body.zone!r}: expected a name such as Europe/Berlin.")
    return QuietHours(starts_at=start, ends_at=end, zone=body.zone)
