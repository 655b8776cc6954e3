"""Finds out who a request comes from, by whichever of the API's ways it names itself."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

from alcove.simulators.discogs.accounts import Account, Caller
from alcove.simulators.discogs.errors import ApiError
from alcove.simulators.discogs.oauth import INVALID_CONSUMER, INVALID_TOKEN, OAuth
from alcove.simulators.discogs.signing import Incoming

_PAIR: Final = re.compile(r"(\w+)=([^,\s]*)")


class SignIn:
    """Personal tokens, key and secret, and OAuth."""

    def __init__(self, oauth: OAuth, *, accounts: Sequence[Account], consumers: Mapping[str, str]) -> None:
        self._oauth = oauth
        self._tokens = {account.token: account for account in accounts if account.token}
        self._consumers = consumers

    def caller(self, incoming: Incoming) -> Caller:
        """Return the caller; ApiError 401 for credentials that are not ours, a nobody for none at all."""
        scheme, _, rest = incoming.authorization.partition(" ")
        query = dict(parse_qsl(incoming.query))
        if scheme.lower() == "oauth" or "oauth_signature" in query:
            return self._oauth.caller(incoming)
        if scheme.lower() == "discogs":
            return self._named(dict(_PAIR.findall(rest)))
        if scheme:
            raise ApiError(401, INVALID_TOKEN)
        return self._named(query)

    def _named(self, given: Mapping[str, str]) -> Caller:
        if "token" in given:
            if given["token"] not in self._tokens:
                raise ApiError(401, INVALID_TOKEN)
            return Caller(account=self._tokens[given["token"]])
        if "key" in given:
            if self._consumers.get(given["key"]) != given.get("secret", ""):
                raise ApiError(401, INVALID_CONSUMER)
            return Caller(consumer=given["key"])
        return Caller()
