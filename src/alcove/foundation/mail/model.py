"""Mails: validation, and conversion to RFC 5322 messages."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Final
from uuid import UUID

from alcove.foundation.mail.errors import InvalidMail

MAX_SUBJECT_LENGTH: Final = 200
MAX_REFERENCE_LENGTH: Final = 200
MAX_TEXT_BYTES: Final = 256 * 1024
"""Maximum bytes of the text, and of the HTML."""

_MAX_ADDRESS_LENGTH, _MAX_USER_LENGTH = 254, 64
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*", re.IGNORECASE)
_USER = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail to one recipient; `reference` is its purpose in lists, such as `password-reset`."""

    to: str
    subject: str
    text: str
    html: str | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMail:
    """A queued mail as stored in the database."""

    id: UUID
    message_id: str
    mail: Mail
    created_at: datetime


def validate_mail(mail: Mail) -> Mail:
    """Return the mail with its address normalized; InvalidMail when it cannot be sent."""
    for name, text, max_length in (
        ("subject", mail.subject, MAX_SUBJECT_LENGTH),
        ("reference", mail.reference, MAX_REFERENCE_LENGTH),
    ):
        if len(text) > max_length or _CONTROL.search(text):
            raise InvalidMail(f"The {name} of a mail is one line of at most {max_length} characters.")
    for text in (mail.text, mail.html or ""):
        if len(_encode(text)) > MAX_TEXT_BYTES or _CONTROL_IN_TEXT.search(text):
            raise InvalidMail(f"The text of a mail has at most {MAX_TEXT_BYTES} bytes and no control characters.")
    if not mail.subject.strip() or not mail.text.strip():
        raise InvalidMail("A mail has a subject and a text.")
    return Mail(
        to=normalize_address(mail.to), subject=mail.subject, text=mail.text, html=mail.html, reference=mail.reference
    )


def normalize_address(text: str) -> str:
    """Return an address with its domain in ASCII; InvalidMail for anything but one plain address."""
    user, _, domain = text.strip().rpartition("@")
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        domain = ""
    address = f"{user}@{domain}"
    if (
        len(address) > _MAX_ADDRESS_LENGTH
        or len(user) > _MAX_USER_LENGTH
        or not _USER.fullmatch(user)
        or not _DOMAIN.fullmatch(domain)
    ):
        raise InvalidMail("That is not an e-mail address, such as name@example.org.")
    return address


def build_message(stored: StoredMail, *, sender: Address) -> EmailMessage:
    """Return the message to send, encoded in ASCII."""
    mail = stored.mail
    user, _, domain = mail.to.rpartition("@")
    message = EmailMessage(policy=policy.default)
    try:
        message["From"] = sender
        message["To"] = Address(username=user, domain=domain)
        message["Subject"] = mail.subject
        message["Date"] = stored.created_at
        message["Message-ID"] = stored.message_id
        # Prevents vacation replies and other automatic responses (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
    except (ValueError, HeaderParseError) as error:
        raise InvalidMail("The headers of the mail cannot be written.") from error
    message.set_content(mail.text, charset="utf-8", cte="quoted-printable")
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html", charset="utf-8", cte="quoted-printable")
    return message


def _encode(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise InvalidMail("The text of a mail must not contain unpaired surrogates.") from None
