"""The wire shapes of signing in and out."""

from typing import Annotated, Literal

from msgspec import Meta, Struct


class SignInState(Struct, frozen=True, kw_only=True):
    """Whether somebody is signed in, and whether anybody has to be."""

    authenticated: bool
    auth_required: bool
    auth_mode: Literal["none", "builtin", "cwa", "unknown"]
    is_admin: bool


class Success(Struct, frozen=True, kw_only=True):
    """It worked."""

    success: bool = True


class LoginForm(Struct, frozen=True, kw_only=True):
    """Who wants to sign in, and whether the browser is to keep the session for a week."""

    username: Annotated[str, Meta(extra_json_schema={"pattern": r"\S"})]
    password: Annotated[str, Meta(extra_json_schema={"minLength": 1})]
    remember_me: bool = False
