"""The shapes of signing in."""

from typing import Literal

from msgspec import Struct


class SignInState(Struct, frozen=True, kw_only=True):
    """Whether somebody is signed in, and whether anybody has to be."""

    authenticated: bool
    auth_required: bool
    auth_mode: Literal["none", "builtin", "cwa", "unknown"]
    is_admin: bool


class Done(Struct, frozen=True, kw_only=True):
    """It worked."""

    success: bool = True
