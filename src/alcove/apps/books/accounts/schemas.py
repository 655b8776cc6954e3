"""The wire structs of signing in and out."""

from typing import Annotated, Literal

from msgspec import Meta, Struct


class SignInState(Struct, frozen=True, kw_only=True):
    """Whether the caller is signed in, and whether sign-in is required."""

    authenticated: bool
    auth_required: bool
    auth_mode: Literal["none", "builtin", "cwa", "unknown"]
    is_admin: bool


class Success(Struct, frozen=True, kw_only=True):
    """The request succeeded."""

    success: bool = True


class LoginForm(Struct, frozen=True, kw_only=True):
    """Name and password, and whether the browser keeps the session for a week."""

    username: Annotated[str, Meta(extra_json_schema={"pattern": r"\S"})]
    password: Annotated[str, Meta(extra_json_schema={"minLength": 1})]
    remember_me: bool = False
