"""Notifications of accounts: shown on the page, and sent by mail, signed webhooks and Apprise."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from alcove.foundation.database import MigrationSource
from alcove.foundation.notify.errors import DeliveryRejected
from alcove.foundation.notify.model import Channel, Notification, NotificationKind, ServerWebhook
from alcove.foundation.notify.store.notifications import CHANNEL
from alcove.foundation.notify.store.notifications import add as add_notification
from alcove.foundation.vault import SecretColumn

if TYPE_CHECKING:
    from alcove.foundation.notify.operation import add_server_webhook, build_probe, queue_tests, send_again
    from alcove.foundation.notify.routes import (
        NotificationCaller,
        NotificationEndpoints,
        build_notification_api,
        register_delivery_settings,
    )
    from alcove.foundation.notify.service import build_service
    from alcove.foundation.notify.store.deliveries import DeliverySummary, list_deliveries
    from alcove.foundation.notify.tasks import QUEUE, build_tasks

MIGRATIONS = MigrationSource("notify", Path(__file__).parent / "migrations", schema="alcove")
SECRETS = SecretColumn(
    table="alcove.notification_destination",
    column="secret",
    purpose="notification destination",
    context=("account_id", "id"),
)
"""Where the addresses of destinations are, for rotations of the vault."""

__all__ = [
    "CHANNEL",
    "MIGRATIONS",
    "QUEUE",
    "SECRETS",
    "Channel",
    "DeliveryRejected",
    "DeliverySummary",
    "Notification",
    "NotificationCaller",
    "NotificationEndpoints",
    "NotificationKind",
    "ServerWebhook",
    "add_notification",
    "add_server_webhook",
    "build_notification_api",
    "build_probe",
    "build_service",
    "build_tasks",
    "list_deliveries",
    "queue_tests",
    "register_delivery_settings",
    "send_again",
]

_LAZY = {
    "routes": (
        "NotificationCaller",
        "NotificationEndpoints",
        "build_notification_api",
        "register_delivery_settings",
    ),
    "service": ("build_service",),
    "store.deliveries": ("DeliverySummary", "list_deliveries"),
    "operation": ("add_server_webhook", "build_probe", "queue_tests", "send_again"),
    "tasks": ("QUEUE", "build_tasks"),
}


def __getattr__(name: str) -> Any:
    """Import on first use what only some processes need."""
    module = next((module for module, names in _LAZY.items() if name in names), None)
    if module is None:
        raise AttributeError(name)
    from importlib import import_module  # noqa: PLC0415 - see above

    return getattr(import_module(f"{__name__}.{module}"), name)
