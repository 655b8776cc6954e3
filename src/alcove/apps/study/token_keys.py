"""The keys of the server for gateways and tokens; they may be rotated while it runs."""

from dataclasses import replace

from alcove.apps.study.keys import KeyStore, ProjectKeys
from alcove.apps.study.settings import StudySettings
from alcove.foundation.clock import Clock
from alcove.foundation.deps import SettingsLoader
from alcove.foundation.settings import Secret
from alcove.wires.supabase.gateway import ApiKeys, GatewaySettings
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


class GatewaySettingsSource:
    """Returns the current keys and origins that are accepted; SettingError, OSError when the keys cannot be used."""

    def __init__(
        self, load: SettingsLoader, store: KeyStore, *, requires_key: bool | None = None, accepts_bearer: bool = False
    ) -> None:
        """Take what loads the current settings, and how one service differs from them."""
        self._load = load
        self._store = store
        self._requires_key = requires_key
        self._accepts_bearer = accepts_bearer
        self._last: tuple[StudySettings, GatewaySettings] | None = None

    def __call__(self) -> GatewaySettings:
        """Return the settings of the gateway."""
        settings = self._load(StudySettings)
        if self._last is None or self._last[0] is not settings:
            built = build_gateway_settings(settings, self._store)
            requires_key = built.requires_key if self._requires_key is None else self._requires_key
            self._last = settings, replace(built, requires_key=requires_key, accepts_bearer=self._accepts_bearer)
        return self._last[1]


def build_gateway_settings(settings: StudySettings, store: KeyStore) -> GatewaySettings:
    """Return the keys and origins that are accepted; SettingError, OSError when the keys cannot be used."""
    keys = ApiKeys(
        publishable=(store.keys.publishable_key,),
        secret=(store.keys.secret_key,),
        literal_anon=settings.study_anon_keys,
    )
    return GatewaySettings(
        keys=keys,
        requires_key=settings.study_require_apikey,
        origins=settings.study_allowed_origins,
    )
