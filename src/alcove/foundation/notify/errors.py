"""Errors of notifications."""

from alcove.foundation.errors import AppError


class NotificationNotFound(AppError):
    """The account has no notification, destination or delivery with this id."""

    status = 404
    code = "notification_not_found"


class InvalidDestination(AppError):
    """The address, the label or the secret of a destination cannot be used."""

    status = 422
    code = "destination_invalid"


class TooManyDestinations(AppError):
    """The account has the maximum number of destinations."""

    status = 409
    code = "destinations_full"


class InvalidPreference(AppError):
    """A kind, a channel or the quiet hours are unknown or incomplete."""

    status = 422
    code = "notification_preference_invalid"


class DeliveryEnded(AppError):
    """Only a delivery that was given up can be sent again."""

    status = 409
    code = "delivery_not_dead"


class DeliveryFailed(Exception):
    """The notification was not delivered; a later attempt may succeed. The message never contains the address."""


class DeliveryRejected(Exception):
    """The notification cannot be delivered as the destination is configured; the message never contains the address."""
