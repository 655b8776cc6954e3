"""Notifications, their kinds and channels, and the rules of quiet hours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final, Literal, TypeAlias, get_args
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alcove.foundation.settings import Secret

Channel: TypeAlias = Literal["page", "mail", "webhook", "apprise"]
DestinationChannel: TypeAlias = Literal["webhook", "apprise"]
CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)
DEFAULT_CHANNELS: Final[tuple[Channel, ...]] = ("page", "webhook", "apprise")
MAX_TITLE: Final = 200
MAX_BODY: Final = 2000
MAX_LINK: Final = 1000
MAX_KEY: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerWebhook:
    """The address and the signing key of a webhook that the settings of the server name."""

    address: Secret
    signing_key: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationKind:
    """A kind of event that an app reports; `name` is that of the app and of the kind, such as `books.delivered`.

    `channels` are those by which an account gets it until it chooses others. `webhook` and `apprise` need a
    destination, so that by default they are what the account has added; mail goes to every account with an address.
    `server_webhook` returns, from the parts of a process, where those of the server are sent (`add_server_webhook`).
    """

    name: str
    title: str
    channels: tuple[Channel, ...] = DEFAULT_CHANNELS
    server_webhook: Callable[[Any], ServerWebhook | None] | None = None

    @property
    def app(self) -> str:
        """The name of the app."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """An event to report; of those with the same `key` an account gets the first.

    It goes to the account, or else to the members of the app: those called `member` if there are any, or all. `link` is
    a path of the page.
    """

    kind: NotificationKind
    key: str
    title: str
    body: str = ""
    link: str = ""
    account_id: UUID | None = None
    member: str = ""

    def texts(self) -> tuple[str, str, str]:
        """Return title, body and link without control characters and no longer than is stored."""
        return (
            clean_line(self.title, limit=MAX_TITLE),
            clean_text(self.body, limit=MAX_BODY),
            clean_text(self.link, limit=MAX_LINK),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Local times of a zone between which nothing is sent; the end may be on the next day."""

    starts_at: time
    ends_at: time
    zone: str

    def end_after(self, now: datetime) -> datetime | None:
        """Return the instant at which the quiet hours end, in UTC; None when they are not now.

        A time that a change of the clock skips is the one after it; of one that comes twice, both are quiet.
        """
        zone = find_zone(self.zone)
        if zone is None:
            return None
        local = now.astimezone(zone)
        clock_time = local.time().replace(tzinfo=None)
        if self.starts_at < self.ends_at:
            is_quiet = self.starts_at <= clock_time < self.ends_at
        else:
            is_quiet = clock_time >= self.starts_at or clock_time < self.ends_at
        if not is_quiet:
            return None
        day = local.date() + timedelta(days=1 if self.ends_at <= clock_time else 0)
        end = datetime.combine(day, self.ends_at, zone).astimezone(UTC)
        # At the end of daylight saving time, the first of two equal local times may have passed.
        return end if end > now else datetime.combine(day, self.ends_at, zone).replace(fold=1).astimezone(UTC)


def find_zone(name: str) -> ZoneInfo | None:
    """Return a time zone of the IANA database, None for an unknown name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def default_channels(kinds: Sequence[NotificationKind]) -> dict[str, tuple[Channel, ...]]:
    """Return the default channels of kinds by their names."""
    return {kind.name: kind.channels for kind in kinds}


def clean_line(text: str, *, limit: int) -> str:
    """Return a text in one line, which PostgreSQL and mail headers can hold."""
    return " ".join(clean_text(text, limit=limit).split())


def clean_text(text: str, *, limit: int) -> str:
    """Return a text without control characters and lone surrogates, no longer than `limit` characters."""
    valid = text.encode("utf-8", "replace").decode("utf-8")
    kept = "".join(letter for letter in valid if letter in "\n\t" or ord(letter) >= 32)
    return kept if len(kept) <= limit else f"{kept[: limit - 1]}…"
