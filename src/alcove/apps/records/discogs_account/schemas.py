"""The connection to Discogs on the wire; no answer has credentials in it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

MAX_TOKEN = 200
MAX_ADDRESS = 2000


ConnectionState = Literal["not_connected", "untested", "ok", "refused", "unreachable"]


class DiscogsConnection(Struct, frozen=True, kw_only=True):
    """Whether Discogs is connected, how, and what the last test found.

    `locked` names the setting of the environment that has the credentials, so that a page cannot change them.
    """

    state: ConnectionState
    source: str | None
    locked: str | None
    username: str | None
    reason: str | None
    checked_at: str | None
    can_sign_in: bool


class DiscogsToken(Struct, frozen=True, kw_only=True):
    """A personal access token."""

    token: Annotated[str, Meta(min_length=1, max_length=MAX_TOKEN)]


class SignInRequest(Struct, frozen=True, kw_only=True):
    """Where Discogs returns to after the agreement: an address of this server; without it Discogs shows a code."""

    callback: Annotated[str, Meta(max_length=MAX_ADDRESS)] = ""


class SignInAddress(Struct, frozen=True, kw_only=True):
    """The address at Discogs where the owner agrees."""

    authorize_url: str


class SignInCode(Struct, frozen=True, kw_only=True):
    """The code that Discogs has shown, or returned with."""

    verifier: Annotated[str, Meta(min_length=1, max_length=MAX_TOKEN)]
