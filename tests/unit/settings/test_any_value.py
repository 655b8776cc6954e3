"""Any text in any environment variable."""

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.foundation.identity import IdentitySettings
from alcove.foundation.mail import MailSettings
from alcove.foundation.settings import NetworkSettings, ServerSettings, SettingError, load_settings
from alcove.main.apps import enabled_apps

KINDS = (
    ServerSettings,
    IdentitySettings,
    MailSettings,
    NetworkSettings,
    *(app.settings for app in enabled_apps(ServerSettings())),
)
TEXTS = st.text(max_size=60) | st.text(alphabet="0123456789.,:/@[]=-+eE{}\"'tru nanifl%", max_size=40)


@pytest.mark.parametrize("kind", KINDS)
def test_any_text_is_a_value_or_refused(kind: type[msgspec.Struct]) -> None:
    """Each setting takes a text or refuses it with SettingError."""
    names = [field.encode_name.upper() for field in msgspec.structs.fields(kind)]

    @settings(derandomize=True, max_examples=400)
    @given(name=st.sampled_from(names), text=TEXTS)
    def check(name: str, text: str) -> None:
        with suppress(SettingError):
            load_settings(kind, environ={name: text})

    check()
