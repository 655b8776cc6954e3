"""What the gateways of all Supabase prefixes accept."""

from alcove.apps.study.keys import KeyStore
from alcove.apps.study.settings import StudySettings
from alcove.wires.supabase.gateway import ApiKeys, GatewaySettings


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
