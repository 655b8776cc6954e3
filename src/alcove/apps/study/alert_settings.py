"""The settings of alerts about security."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, NamedTuple

from msgspec import Meta

from alcove.apps.study.room_settings import RoomSettings
from alcove.foundation.settings import RELOADABLE, Secret, SettingError
from alcove.foundation.telemetry import SecurityKind

_SHORTEST_SECRET: Final = 16
_THRESHOLD: Final = re.compile(r"([a-z_]+)=(\d{1,7})/(\d{1,4})")
_MOST_MINUTES: Final = 1_440


class Threshold(NamedTuple):
    """How many events within how many minutes are an alert; 0 is none."""

    number: int
    minutes: int


class AlertSettings(RoomSettings, frozen=True, kw_only=True):
    """When there are too many security events, and where alerts are sent."""

    study_alert_thresholds: Annotated[
        tuple[str, ...],
        Meta(
            description="Other thresholds of security alerts, as `kind=number/minutes`, such as `failed_sign_in=5/10`;"
            f" a number of 0 switches the alert off. Kinds: {', '.join(SecurityKind)}.",
            extra=RELOADABLE,
        ),
    ] = ()
    study_severe_events_per_hour: Annotated[
        int,
        Meta(
            ge=1,
            le=1_000_000,
            description="Severe events of one account, reported to the function `security-monitor` within an hour,"
            " above which its profile is put under review.",
        ),
    ] = 5
    study_alert_webhook: Annotated[
        Secret,
        Meta(description="Address to which security alerts of the whole installation are sent, as signed webhooks."),
    ] = Secret()
    study_alert_webhook_secret: Annotated[
        Secret, Meta(description="Secret with which these webhooks are signed, at least 16 characters of random text.")
    ] = Secret()

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            read_thresholds(self.study_alert_thresholds)
        except ValueError as error:
            raise SettingError(f"STUDY_ALERT_THRESHOLDS: {error}") from error
        if not self.study_alert_webhook:
            return
        if not self.study_alert_webhook.reveal().startswith(("http://", "https://")):
            raise SettingError("STUDY_ALERT_WEBHOOK: expected an http or https address")
        if len(self.study_alert_webhook_secret.reveal()) < _SHORTEST_SECRET:
            raise SettingError(f"STUDY_ALERT_WEBHOOK_SECRET: expected at least {_SHORTEST_SECRET} characters")


def read_thresholds(texts: Sequence[str]) -> Mapping[SecurityKind, Threshold]:
    """Return thresholds by their kind; ValueError for a text that is none."""
    thresholds = {}
    for text in texts:
        match = _THRESHOLD.fullmatch(text.strip())
        if match is None or match[1] not in set(SecurityKind):
            raise ValueError(f"{text!r} is not kind=number/minutes with one of the kinds {', '.join(SecurityKind)}")
        threshold = Threshold(number=int(match[2]), minutes=int(match[3]))
        if not 1 <= threshold.minutes <= _MOST_MINUTES:
            raise ValueError(f"{text!r} has not 1 to {_MOST_MINUTES} minutes")
        thresholds[SecurityKind(match[1])] = threshold
    return thresholds
