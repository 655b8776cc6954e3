"""Signing and verification of tokens with the keys of the server, which may be rotated while it runs."""

from alcove.apps.study.keys import KeyStore, ProjectKeys
from alcove.foundation.clock import Clock
from alcove.foundation.settings import Secret
from alcove.wires.supabase.tokens import SigningKeys, SigningSettings, TokenSettings, TokenVerifier


class CurrentSigner:
    """Returns what signs tokens with the current keys."""

    def __init__(self, store: KeyStore, *, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._last: tuple[ProjectKeys, SigningKeys] | None = None

    def __call__(self) -> SigningKeys:
        """Return the signer; SettingError and OSError when the keys cannot be used at all."""
        keys = self._store.keys
        if self._last is None or self._last[0] is not keys:
            settings = SigningSettings(secret=Secret(keys.jwt_secret), keys=keys.signing_keys)
            self._last = keys, SigningKeys(settings, clock=self._clock)
        return self._last[1]


class CurrentVerifier:
    """Returns what verifies API keys and tokens with the current keys."""

    def __init__(self, store: KeyStore, *, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._last: tuple[ProjectKeys, TokenVerifier] | None = None

    def __call__(self) -> TokenVerifier:
        """Return the verifier; SettingError and OSError when the keys cannot be used at all."""
        keys = self._store.keys
        if self._last is None or self._last[0] is not keys:
            self._last = keys, TokenVerifier(TokenSettings(secret=keys.verification_secret), clock=self._clock)
        return self._last[1]
