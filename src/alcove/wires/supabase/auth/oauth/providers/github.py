"""GitHub, which has OAuth without OpenID; also GitHub Enterprise by its address."""

from collections.abc import Sequence
from typing import Any, Final

from alcove.wires.supabase.auth.config import ProviderConfig
from alcove.wires.supabase.auth.oauth.providers.http import ProviderHttp
from alcove.wires.supabase.auth.oauth.providers.model import (
    AuthorizationRequest,
    ExternalUser,
    ProviderError,
    TokenResponse,
    build_authorization_url,
    join_scopes,
    keep_texts,
    read_emails,
    read_subject,
)
from alcove.wires.supabase.auth.oauth.providers.openid import read_tokens

_SITE: Final = "https://github.com"
_API: Final = "https://api.github.com"
_SCOPES: Final = ("user:email",)


class GitHubProvider:
    """GitHub, as it is configured; `redirect_uri` is where it sends browsers back."""

    def __init__(self, config: ProviderConfig, *, http: ProviderHttp, redirect_uri: str) -> None:
        self._config = config
        self._http = http
        self._redirect_uri = redirect_uri
        self._site = config.url.rstrip("/") or _SITE
        self._api = _API if self._site == _SITE else f"{self._site}/api/v3"

    async def authorization_url(self, request: AuthorizationRequest) -> str:
        """Return where the browser asks for permission."""
        parameters = {
            "client_id": self._config.client_ids[0],
            "redirect_uri": self._redirect_uri,
            "response_type": "code",
            "scope": join_scopes(_SCOPES, *self._config.scopes, request.scopes),
            "state": request.state,
        }
        return build_authorization_url(f"{self._site}/login/oauth/authorize", parameters, extra=request.parameters)

    async def exchange_code(self, code: str, *, secret: str) -> TokenResponse:  # noqa: ARG002 - the protocol's
        """Return the tokens for a code; ProviderError."""
        form = {
            "grant_type": "authorization_code",
            "client_id": self._config.client_ids[0],
            "client_secret": self._config.secret.reveal(),
            "code": code,
            "redirect_uri": self._redirect_uri,
        }
        status, answer = await self._http.post_form(
            f"{self._site}/login/oauth/access_token", form, server=self._config.url, headers={}
        )
        return read_tokens(status, answer)

    async def read_user(self, tokens: TokenResponse, *, secret: str) -> ExternalUser:  # noqa: ARG002 - the protocol's
        """Return the user of the tokens with all addresses; ProviderError."""
        user = await self._read("/user", tokens)
        if not isinstance(user, dict):
            raise ProviderError("the user is no JSON object")
        emails = await self._read("/user/emails", tokens)
        return ExternalUser(
            subject=read_subject(user.get("id")),
            emails=read_emails(
                [(entry.get("email"), entry.get("verified"), entry.get("primary")) for entry in _list(emails)]
            ),
            claims=keep_texts(
                {
                    "iss": self._api,
                    "name": user.get("name"),
                    "full_name": user.get("name"),
                    "preferred_username": user.get("login"),
                    "user_name": user.get("login"),
                    "avatar_url": user.get("avatar_url"),
                }
            ),
        )

    async def _read(self, path: str, tokens: TokenResponse) -> Any:
        headers = {"Authorization": f"Bearer {tokens.access_token}"}
        return await self._http.get_json(self._api + path, server=self._config.url, headers=headers)


def _list(value: Any) -> Sequence[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
