"""Errors of sending and delivering mail."""

from alcove.foundation.errors import AppError


class InvalidMail(AppError):
    """The address, subject or text of a mail is invalid."""

    status = 422
    code = "mail_invalid"


class MailLimitExceeded(AppError):
    """The recipient has reached MAIL_HOURLY_LIMIT; Retry-After says when the next mail can be sent."""

    status = 429
    code = "mail_limited"


class MailQueueFull(AppError):
    """Too many mails are waiting to be sent."""

    status = 503
    code = "mail_queue_full"


class DeliveryFailed(Exception):
    """The mail could not be delivered; a later attempt may succeed."""


class DeliveryRejected(Exception):
    """The mail was rejected permanently."""
