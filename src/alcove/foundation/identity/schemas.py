"""Request and response bodies of the account endpoints."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from alcove.foundation.identity.model import Account, Role
from alcove.foundation.identity.store.codes import Invitation
from alcove.foundation.identity.store.sessions import SessionInfo
from alcove.foundation.identity.store.tokens import TokenInfo

Text = Annotated[str, Meta(max_length=1024)]
Name = Annotated[str, Meta(max_length=255)]
Roles = dict[str, Role]


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request body; unknown fields are errors."""


class SignInBody(Body, frozen=True, kw_only=True):
    """A name or email address with its password; `remember` keeps the session when the browser is closed."""

    name: Name
    password: Text
    remember: bool = False


class NewAccountBody(Body, frozen=True, kw_only=True):
    """A new account: an email address, a name, or both."""

    password: Text
    email: Name | None = None
    name: Name | None = None


class SetupBody(NewAccountBody, frozen=True, kw_only=True):
    """The first account, with the code that the server printed."""

    code: Text


class PasswordBody(Body, frozen=True, kw_only=True):
    """A change of password."""

    current: Text
    new: Text


class RecoverBody(Body, frozen=True, kw_only=True):
    """The account whose password was forgotten."""

    email: Name


class ResetBody(Body, frozen=True, kw_only=True):
    """A new password, with the code of the mail."""

    code: Text
    password: Text


class TokenBody(Body, frozen=True, kw_only=True):
    """A new API token: its scopes (app names, optionally with `:read`) and its lifetime in days."""

    name: Name
    scopes: Annotated[list[Name], Meta(max_length=50)]
    days: Annotated[int, Meta(ge=1, le=3650)] | None = None


class RolesBody(Body, frozen=True, kw_only=True):
    """Roles by app; null removes a role, roles in other apps stay."""

    roles: dict[str, Role | None]


class InvitationBody(Body, frozen=True, kw_only=True):
    """A new invitation: the recipient and the roles."""

    roles: Roles
    email: Name | None = None


class AccountView(msgspec.Struct, frozen=True, kw_only=True):
    """The caller, and how they authenticated."""

    id: uuid.UUID | None
    name: str
    email: str | None
    roles: Mapping[str, Role]
    kind: str
    backend: str


class AccountState(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, and what is possible without an account."""

    signed_in: bool
    sign_in_required: bool
    setup_needed: bool
    sign_up_allowed: bool
    password_reset: bool
    backends: list[str]
    account: AccountView | None


class SignedInView(msgspec.Struct, frozen=True, kw_only=True):
    """The account that signed in."""

    account: AccountView


class InvitationPreview(msgspec.Struct, frozen=True, kw_only=True):
    """A preview of an invitation."""

    email: str | None
    roles: Mapping[str, Role]
    expires_at: datetime


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """One session of the caller's account."""

    id: uuid.UUID
    created_at: datetime
    seen_at: datetime
    address: str | None
    user_agent: str | None
    current: bool


class SessionList(msgspec.Struct, frozen=True, kw_only=True):
    """The sessions of the caller's account, most recently used first."""

    sessions: list[SessionView]


class TokenView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An API token; `token` is its text, only in the response that creates it."""

    id: uuid.UUID
    name: str
    scopes: list[str] | None
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime | None
    token: str | UnsetType = UNSET


class TokenList(msgspec.Struct, frozen=True, kw_only=True):
    """The API tokens of the caller's account, newest first."""

    tokens: list[TokenView]


class ListedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account, for owners."""

    id: uuid.UUID
    name: str
    email: str | None
    roles: Mapping[str, Role]
    has_password: bool
    created_at: datetime | None
    last_sign_in_at: datetime | None


class AccountList(msgspec.Struct, frozen=True, kw_only=True):
    """The accounts, oldest first."""

    accounts: list[ListedAccount]


class InvitationView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An open invitation; `link` is only in the response that creates it."""

    id: uuid.UUID
    email: str | None
    roles: Mapping[str, Role]
    created_at: datetime
    expires_at: datetime
    link: str | UnsetType = UNSET


class InvitationList(msgspec.Struct, frozen=True, kw_only=True):
    """The invitations that can still be accepted, newest first."""

    invitations: list[InvitationView]


class Done(msgspec.Struct, frozen=True):
    """Success."""

    ok: Literal[True] = True


class Ended(msgspec.Struct, frozen=True):
    """How many sessions were ended."""

    ended: int


def session_view(session: SessionInfo, *, current: uuid.UUID | None) -> SessionView:
    """Return the response body of a session."""
    return SessionView(
        id=session.id, created_at=session.created_at, seen_at=session.seen_at, address=session.address,
        user_agent=session.user_agent, current=session.id == current,
    )  # fmt: skip


def token_view(token: TokenInfo, *, text: str | UnsetType = UNSET) -> TokenView:
    """Return the response body of a token."""
    return TokenView(
        id=token.id, name=token.name, scopes=token.scopes, created_at=token.created_at, used_at=token.used_at,
        expires_at=token.expires_at, token=text,
    )  # fmt: skip


def listed_account(account: Account) -> ListedAccount:
    """Return the response body of an account."""
    return ListedAccount(
        id=account.id, name=account.name, email=account.email, roles=account.roles,
        has_password=bool(account.password_hash), created_at=account.created_at,
        last_sign_in_at=account.last_sign_in_at,
    )  # fmt: skip


def invitation_view(invitation: Invitation, *, link: str | UnsetType = UNSET) -> InvitationView:
    """Return the response body of an invitation."""
    return InvitationView(
        id=invitation.id, email=invitation.email, roles=invitation.roles, created_at=invitation.created_at,
        expires_at=invitation.expires_at, link=link,
    )  # fmt: skip
