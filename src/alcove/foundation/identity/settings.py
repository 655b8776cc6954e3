"""Settings of sign-in, and the sign-in policy of one address."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from alcove.foundation.settings import Secret, ServerSettings, SettingError, is_loopback

Mode = Literal["none", "builtin", "cwa", "accounts"]

MIN_TOKEN_LENGTH: Final = 20
"""Characters of ALCOVE_TOKEN on an address that others can reach."""


class IdentitySettings(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of sign-in and sessions."""

    auth_mode: Annotated[
        Mode | None,
        Meta(
            description="Who may sign in: no sign-in at all (none), one user from the settings (builtin), the users of"
            " Calibre-Web (cwa), or the server's own accounts (accounts). When not set: cwa if CWA_DB_PATH is set, else"
            " builtin if"
            " BUILTIN_USERNAME is, else accounts with ALCOVE_PROXY_USER_HEADER or on an address that others can reach;"
            " otherwise none."
        ),
    ] = None
    cwa_db_path: Annotated[Path | None, Meta(description="The app.db of Calibre-Web, whose users may sign in.")] = None
    builtin_username: Annotated[str, Meta(max_length=64, description="Name of the builtin user.")] = ""
    builtin_password_hash: Annotated[
        Secret, Meta(description="Hash of that user's password, as printed by `alcove books password`.")
    ] = Secret()
    restrict_settings_to_admin: Annotated[
        bool, Meta(description="Whether only administrators of Calibre-Web may change settings.")
    ] = True
    session_secret: Annotated[Secret, Meta(description="Key of the session cookies; a new key ends all sessions.")] = (
        Secret()
    )
    session_cookie_secure: Annotated[
        Literal["auto", "true", "false"],
        Meta(description="Whether cookies are sent over https only; auto: if the request came over https."),
    ] = "auto"
    alcove_proxy_user_header: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z0-9-]{0,64}\Z",
            description="Header in which a proxy names the signed-in user, such as Remote-User; accepted from"
            " TRUSTED_PROXIES only.",
        ),
    ] = ""
    alcove_sign_up: Annotated[
        bool,
        Meta(
            description="Whether visitors may create an account, which is a member of the apps in which every account"
            " has data of its own, and has no role in the others."
        ),
    ] = False
    alcove_owner_email: Annotated[
        str, Meta(max_length=255, description="Email address of the first account, created at the first start.")
    ] = ""
    alcove_owner_password: Annotated[
        Secret, Meta(description="Password of that account; ALCOVE_OWNER_PASSWORD_FILE names a file that holds it.")
    ] = Secret()
    alcove_public_url: Annotated[
        str,
        Meta(
            pattern=r"^(https?://[^\s/]+[^\s]*)?\Z",
            description="Public URL of this server, such as https://alcove.example.org; for links in mail.",
        ),
    ] = ""

    @property
    def mode(self) -> Mode | None:
        """The sign-in mode; None when nothing is configured. An incomplete configuration counts, too."""
        if self.auth_mode is not None:
            return self.auth_mode
        if self.cwa_db_path is not None:
            return "cwa"
        if self.builtin_username or self.builtin_password_hash:
            return "builtin"
        return "accounts" if self.alcove_proxy_user_header else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPolicy:
    """Whether callers have to sign in at one address of the server; SettingError for a token that is too short.

    `open_address` says whether other machines can reach it; `server_token` is the token that callers need there,
    if any.
    """

    open_address: bool
    server_token: Secret = field(default_factory=Secret)

    def __post_init__(self) -> None:
        if self.open_address and 0 < len(self.server_token.reveal()) < MIN_TOKEN_LENGTH:
            raise SettingError(
                f"ALCOVE_TOKEN has {len(self.server_token.reveal())} characters, and other machines can reach this"
                f" server: expected at least {MIN_TOKEN_LENGTH}"
            )

    def mode(self, settings: IdentitySettings) -> Mode:
        """Return the sign-in mode at this address."""
        if settings.mode is not None:
            return settings.mode
        return "accounts" if self.open_address or self.server_token else "none"

    def is_required(self, settings: IdentitySettings) -> bool:
        """Return whether callers have to sign in."""
        return self.mode(settings) != "none" or bool(self.server_token)


def sign_in_policy(server: ServerSettings) -> SignInPolicy:
    """Return the sign-in policy of the server's address."""
    return SignInPolicy(open_address=not is_loopback(server.host), server_token=server.alcove_token)
