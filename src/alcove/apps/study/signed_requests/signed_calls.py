"""Who calls with a signed request: the account of the program whose key has signed it."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.signed_requests.model import MAX_BODY, read_signature
from alcove.apps.study.signed_requests.service import MachineClients
from alcove.foundation.web import Call

_SIGNER: Final = "alcove.study.signer"


class SignedCalls:
    """Recognizes calls that a program has signed."""

    def __init__(self, clients: MachineClients, *, url_base: str) -> None:
        """Take the path below which a proxy shows the server, "" for none: programs sign it, too."""
        self._clients = clients
        self._url_base = url_base

    async def identify(self, call: Call[Any, Any]) -> UUID | None:
        """Return the account for which a program calls, None for a call that is not signed; InvalidSignature."""
        client_id = call.request.headers.get("x-client-id")
        # Browsers of an earlier front end send signatures with a key that everybody knows, and no client.
        if client_id is None:
            return None
        scope = call.request.scope
        # An endpoint may ask twice, and a read is repeated after an error of the database: the nonce is used once.
        known: UUID | None = scope.get(_SIGNER)
        if known is None:
            known = scope[_SIGNER] = await self._verify(call, client_id)
        return known

    async def _verify(self, call: Call[Any, Any], client_id: str) -> UUID:
        headers = call.request.headers
        signature = read_signature(
            client_id=client_id,
            signature=headers.get("x-signature", ""),
            timestamp=headers.get("x-timestamp", ""),
            nonce=headers.get("x-nonce", ""),
        )
        body = await call.request.read_sent_body(limit=MAX_BODY)
        client = await self._clients.identify(
            signature, method=call.request.method, urls=self._list_urls(call), body=body
        )
        return client.user_id

    def _list_urls(self, call: Call[Any, Any]) -> Sequence[str]:
        """Return what may stand for the address: the path with its query, or the whole URL, as the program sees it."""
        query = call.request.scope["query_string"].decode("latin-1")
        target = call.raw_path + (f"?{query}" if query else "")
        paths = list(dict.fromkeys((target, f"{self._url_base}{target}")))
        origin = f"{call.request.scope['scheme']}://{call.request.headers.get('host', '')}"
        return [*paths, *(origin + path for path in paths)]
