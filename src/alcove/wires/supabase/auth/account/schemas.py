"""Bodies of the requests about one's own account. Members that are null count as absent."""

from collections.abc import Mapping
from typing import Any

import msgspec


class SignUpBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body of `POST /signup`."""

    email: str | None = None
    phone: str | None = None
    password: str | None = None
    data: Mapping[str, Any] | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None


class RecoverBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body of `POST /recover`."""

    email: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None


class OtpBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body of `POST /otp` and `POST /magiclink`; the latter always creates missing users."""

    email: str | None = None
    phone: str | None = None
    create_user: bool | None = True
    data: Mapping[str, Any] | None = None
    channel: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None


class ResendBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body of `POST /resend`."""

    type: str | None = None
    email: str | None = None
    phone: str | None = None


class VerifyBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body of `POST /verify`."""

    type: str | None = None
    token: str | None = None
    token_hash: str | None = None
    email: str | None = None
    phone: str | None = None
    redirect_to: str | None = None


class UserUpdateBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body of `PUT /user`."""

    email: str | None = None
    phone: str | None = None
    password: str | None = None
    current_password: str | None = None
    nonce: str | None = None
    data: Mapping[str, Any] | None = None
    app_metadata: Mapping[str, Any] | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None
