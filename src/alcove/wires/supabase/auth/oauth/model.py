"""A sign-in that a provider has confirmed, and the account it leads to."""

from dataclasses import dataclass

from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.oauth.providers import ExternalUser
from alcove.wires.supabase.auth.requests import ClientInfo
from alcove.wires.supabase.auth.users.model import User


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalSignIn:
    """Who signs in with which provider; `redirect_to` is where links in mail lead."""

    provider: str
    user: ExternalUser
    client: ClientInfo
    redirect_to: str


@dataclass(frozen=True, slots=True)
class Account:
    """The user who signs in. With a `refusal` what was stored remains, but there is no session."""

    user: User
    refusal: AuthError | None = None
