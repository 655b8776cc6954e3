"""What a provider is asked, and what it says about a user."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from urllib.parse import urlencode

MAX_CLAIM: Final = 2048
"""Characters of a text in the data of an identity, which becomes part of access tokens."""
_MAX_SUBJECT: Final = 255
_MAX_EMAILS: Final = 20


class ProviderError(Exception):
    """A provider gave no usable answer; the text is for the log, and has no secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalEmail:
    """An e-mail address that a provider knows, in lower case."""

    address: str
    is_verified: bool
    is_primary: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalUser:
    """A user as a provider describes it: the id there, addresses, and further claims, without those of addresses."""

    subject: str
    emails: Sequence[ExternalEmail]
    claims: Mapping[str, Any]

    @property
    def email(self) -> ExternalEmail | None:
        """The primary address, else the last one; None without any."""
        return next((email for email in self.emails if email.is_primary), self.emails[-1] if self.emails else None)

    def identity_data(self) -> dict[str, Any]:
        """Return what is stored with the identity, and in the user's metadata."""
        email = self.email
        data = {**self.claims, "sub": self.subject, "provider_id": self.subject, "phone_verified": False}
        if email is not None:
            data["email"] = email.address
        return {**data, "email_verified": email is not None and email.is_verified}


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenResponse:
    """The tokens that a provider gave for a code; '' for those that it did not give."""

    access_token: str
    refresh_token: str = ""
    id_token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """What the browser takes to a provider. `secret` is known to this server alone, and is the same at the callback."""

    state: str
    secret: str
    scopes: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Further parameters of the client, such as `prompt`; they never replace those of the protocol."""


class Provider(Protocol):
    """A provider, as it is configured."""

    async def authorization_url(self, request: AuthorizationRequest) -> str:
        """Return where the browser asks for permission; ProviderError."""
        ...

    async def exchange_code(self, code: str, *, secret: str) -> TokenResponse:
        """Return the tokens for a code; ProviderError."""
        ...

    async def read_user(self, tokens: TokenResponse, *, secret: str) -> ExternalUser:
        """Return the user to whom the tokens belong; ProviderError."""
        ...


def join_scopes(defaults: Sequence[str], *requested: str) -> str:
    """Return the scopes of a provider followed by requested ones, which commas or spaces separate."""
    names = [*defaults, *(name for text in requested for name in text.replace(",", " ").split())]
    return " ".join(dict.fromkeys(names))


def build_authorization_url(endpoint: str, parameters: Mapping[str, str], *, extra: Mapping[str, str]) -> str:
    """Return the URL of a request for permission, with its parameters sorted as GoTrue sorts them."""
    merged = {**extra, **parameters}
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(sorted(merged.items()))}"


def read_subject(value: object) -> str:
    """Return the id of a user at a provider, a text or a number; ProviderError."""
    subject = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(subject, str) or not subject or len(subject) > _MAX_SUBJECT or "\0" in subject:
        raise ProviderError("the user has no id")
    return subject


def read_emails(emails: Sequence[tuple[object, object, object]]) -> tuple[ExternalEmail, ...]:
    """Return the usable addresses of (address, verified, primary)."""
    return tuple(
        # Some providers write the truth value as a text.
        ExternalEmail(address=address.lower(), is_verified=verified in (True, "true"), is_primary=primary is True)
        for address, verified, primary in emails[:_MAX_EMAILS]
        if isinstance(address, str) and _is_usable(address)
    )


def _is_usable(address: str) -> bool:
    """Return whether an address can be stored; in lower case other letters can be ASCII, so that of somebody else."""
    return "@" in address and len(address) <= _MAX_SUBJECT and address.isascii() and address.isprintable()


def keep_texts(claims: Mapping[str, object]) -> dict[str, str]:
    """Return the claims that are texts which can be stored; empty ones are left out."""
    return {
        name: value
        for name, value in claims.items()
        if isinstance(value, str) and value and len(value) <= MAX_CLAIM and "\0" not in value
    }
