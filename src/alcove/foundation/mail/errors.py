"""What can be wrong with a mail before it is on its way, and what a delivery can end with."""

from alcove.foundation.errors import AppError


class MailInvalid(AppError):
    """An address, a subject or a text cannot be sent as it is."""

    status = 422
    code = "mail_invalid"


class MailLimited(AppError):
    """The address has had as much mail as MAIL_HOURLY_LIMIT allows; Retry-After says when it can have more."""

    status = 429
    code = "mail_limited"


class MailQueueFull(AppError):
    """Too much mail waits to be sent."""

    status = 503
    code = "mail_queue_full"


class DeliveryFailed(Exception):
    """The mail could not be delivered now; a later attempt may succeed."""


class DeliveryRefused(Exception):
    """The mail will not be taken at any later attempt either."""
