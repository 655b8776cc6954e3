"""Validation of mails, and the messages built from them."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.foundation.mail import InvalidMail, Mail, StoredMail, build_message, normalize_address
from alcove.foundation.mail.model import MAX_SUBJECT_LENGTH, MAX_TEXT_BYTES, validate_mail

SENDER = Address("Alcove, at home", "alcove", "example.org")


def stored_mail(mail: Mail) -> StoredMail:
    """Return a stored mail."""
    return StoredMail(
        id=UUID(int=7), message_id="<7@example.org>", mail=mail, created_at=datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ann@example.org", "ann@example.org"),
        (" ann@example.org ", "ann@example.org"),
        ("ann+tag@mail.example.org", "ann+tag@mail.example.org"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("o'neil@localhost", "o'neil@localhost"),
    ],
)
def test_valid_addresses(text: str, address: str) -> None:
    """A plain address is accepted, and its domain encoded."""
    assert normalize_address(text) == address


@pytest.mark.parametrize(
    "text",
    ["", "ann", "@example.org", "ann@", "ann@@example.org", "a b@example.org", "ann@exa mple.org", "ann@-a.org",
     "ann@example.org\nBcc: eve@example.org", "ann@example.org, eve@example.org", "Ann <ann@example.org>",
     "ann@example.org>", '"a b"@example.org', "änn@example.org", "ann@example..org", "a" * 65 + "@example.org",
     "ann@" + "a." * 130 + "org", ".ann@example.org", "ann@[127.0.0.1]", "ann\0@example.org"],
)  # fmt: skip
def test_invalid_addresses_are_rejected(text: str) -> None:
    """Anything that could be several addresses or another header is rejected."""
    with pytest.raises(InvalidMail):
        normalize_address(text)


@pytest.mark.parametrize(
    "changes",
    [{"subject": "a\nBcc: eve@example.org"}, {"subject": "a\rb"}, {"subject": " "}, {"subject": "a" * 201},
     {"subject": "a\u2028b"}, {"text": ""}, {"text": "a\0b"}, {"text": "a" * (MAX_TEXT_BYTES + 1)},
     {"text": "\ud800"}, {"html": "ä" * (MAX_TEXT_BYTES // 2 + 1)}, {"reference": "a\nb"}],
)  # fmt: skip
def test_invalid_mails_are_rejected(changes: dict[str, str]) -> None:
    """Line breaks in a subject, control characters, surrogates and overlong texts are rejected."""
    mail = {"to": "ann@example.org", "subject": "Hello", "text": "Hello", **changes}
    with pytest.raises(InvalidMail):
        validate_mail(Mail(**mail))


def test_the_message_has_sender_recipient_and_date() -> None:
    """Text and HTML round-trip, the headers are ours, and every byte is ASCII."""
    mail = Mail(to="ann@example.org", subject="Grüße: 你好", text="Grüße\n.\nFrom here\n", html="<p>Grüße</p>")
    content = build_message(stored_mail(mail), sender=SENDER).as_bytes()
    assert content.isascii()
    message = message_from_bytes(content, policy=policy.default)
    assert message["From"] == '"Alcove, at home" <alcove@example.org>'
    assert message["To"] == "ann@example.org"
    assert message["Subject"] == "Grüße: 你好"
    assert message["Message-ID"] == "<7@example.org>"
    assert message["Date"].datetime == datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.iter_parts()
    assert text.get_content() == mail.text
    assert html.get_content().strip() == mail.html


@given(subject=st.text(min_size=1, max_size=MAX_SUBJECT_LENGTH), text=st.text(min_size=1, max_size=400))
def test_header_injection_is_impossible(subject: str, text: str) -> None:
    """Accepted texts add no headers, recipients or parts."""
    mail = Mail(to="ann@example.org", subject=subject, text=text)
    try:
        checked = validate_mail(mail)
    except InvalidMail:
        return
    message = message_from_bytes(build_message(stored_mail(checked), sender=SENDER).as_bytes(), policy=policy.default)
    assert sorted(message.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding",
         "MIME-Version"]
    )  # fmt: skip
    assert message["To"] == "ann@example.org"
    assert not message.is_multipart()
