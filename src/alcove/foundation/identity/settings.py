"""Who may come in: the settings of sign-in, and what follows from them for one address."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from alcove.foundation.settings import Secret, ServerSettings, SettingError, is_loopback

Mode = Literal["none", "builtin", "cwa", "accounts"]

SHORTEST_TOKEN: Final = 20
"""Characters of ALCOVE_TOKEN on an address that others can reach."""


class IdentitySettings(msgspec.Struct, frozen=True, kw_only=True):
    """Who may come in, by which way, and how sessions are kept."""

    auth_mode: Annotated[
        Mode | None,
        Meta(
            description="Who may come in: everybody (none), one user named here (builtin), the users of Calibre-Web"
            " (cwa), or the server's own accounts (accounts). When not set: cwa if CWA_DB_PATH is set, else builtin if"
            " BUILTIN_USERNAME is, else accounts with ALCOVE_PROXY_USER_HEADER or on an address that others can reach;"
            " on any other nobody has to sign in."
        ),
    ] = None
    cwa_db_path: Annotated[Path | None, Meta(description="The app.db of Calibre-Web, whose users may come in.")] = None
    builtin_username: Annotated[str, Meta(max_length=64, description="Name of the one user named here.")] = ""
    builtin_password_hash: Annotated[
        Secret, Meta(description="Hash of that user's password, as `alcove books password` makes it.")
    ] = Secret()
    restrict_settings_to_admin: Annotated[
        bool, Meta(description="Whether only administrators of Calibre-Web may change settings.")
    ] = True
    session_secret: Annotated[
        Secret, Meta(description="Key under which sign-ins are kept; a new one ends all of them.")
    ] = Secret()
    session_cookie_secure: Annotated[
        Literal["auto", "true", "false"],
        Meta(description="Whether cookies travel over https only; auto: when the request came that way."),
    ] = "auto"
    alcove_proxy_user_header: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z0-9-]{0,64}\Z",
            description="Header in which a proxy names the person that it has signed in, such as Remote-User; believed"
            " from TRUSTED_PROXIES only.",
        ),
    ] = ""
    alcove_sign_up: Annotated[
        bool, Meta(description="Whether strangers may make themselves an account, which has no role in any app.")
    ] = False
    alcove_owner_email: Annotated[
        str, Meta(max_length=255, description="Email address of the first account, made at the first start.")
    ] = ""
    alcove_owner_password: Annotated[
        Secret, Meta(description="Password of that account; ALCOVE_OWNER_PASSWORD_FILE names a file that holds it.")
    ] = Secret()
    alcove_public_url: Annotated[
        str,
        Meta(
            pattern=r"^(https?://[^\s/]+[^\s]*)?\Z",
            description="Address by which people open this server, such as https://alcove.example.org; for links in"
            " mails.",
        ),
    ] = ""

    @property
    def mode(self) -> Mode | None:
        """Return the way of signing in, None where nothing says; one that is configured by halves is on."""
        if self.auth_mode is not None:
            return self.auth_mode
        if self.cwa_db_path is not None:
            return "cwa"
        if self.builtin_username or self.builtin_password_hash:
            return "builtin"
        return "accounts" if self.alcove_proxy_user_header else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPolicy:
    """Who has to sign in at one address of the server; SettingError when its token could be guessed.

    `open_address` says whether other machines can reach it, `server_token` is the one that is asked of every caller
    there, if any.
    """

    open_address: bool
    server_token: Secret = field(default_factory=Secret)

    def __post_init__(self) -> None:
        if self.open_address and 0 < len(self.server_token.reveal()) < SHORTEST_TOKEN:
            raise SettingError(
                f"ALCOVE_TOKEN has {len(self.server_token.reveal())} characters, and other machines can reach this"
                f" server: expected at least {SHORTEST_TOKEN}"
            )

    def mode(self, settings: IdentitySettings) -> Mode:
        """Return the way of signing in here."""
        if settings.mode is not None:
            return settings.mode
        return "accounts" if self.open_address or self.server_token else "none"

    def is_required(self, settings: IdentitySettings) -> bool:
        """Tell whether callers have to prove who they are."""
        return self.mode(settings) != "none" or bool(self.server_token)


def policy_of(server: ServerSettings) -> SignInPolicy:
    """Return who has to sign in at the address of these settings."""
    return SignInPolicy(open_address=not is_loopback(server.host), server_token=server.alcove_token)
