"""What the service says about itself."""

from collections.abc import AsyncIterator

import pytest

from alcove.wires.supabase.auth.config import FactorRules, MailRules, ProviderConfig
from support.auth_server import AuthApi, open_auth


@pytest.fixture
async def api(dsn: str) -> AsyncIterator[AuthApi]:
    """Yield an accounts API."""
    async with open_auth(dsn, version="1.2.3", prefix="/auth/v1") as opened:
        yield opened


async def test_health_needs_no_key(api: AuthApi) -> None:
    """The name and version are told to everybody."""
    response = await api.get("/health")
    assert response.json() == {
        "version": "1.2.3",
        "name": "GoTrue",
        "description": "GoTrue is a user registration and authentication API",
    }


async def test_settings_say_how_to_sign_in(api: AuthApi) -> None:
    """A page learns which ways there are; a change of the configuration shows at once."""
    before = (await api.get("/settings")).json()
    assert {name for name, enabled in before["external"].items() if enabled} == {"email"}
    assert {"google", "github", "apple", "phone", "anonymous_users", "linkedin_oidc"} <= set(before["external"])
    assert {name: value for name, value in before.items() if name != "external"} == {
        "disable_signup": False, "mailer_autoconfirm": False, "phone_autoconfirm": False, "sms_provider": "",
        "mfa_enabled": True, "saml_enabled": False, "passkeys_enabled": False,
    }  # fmt: skip
    api.change(
        anonymous_enabled=True,
        disable_signup=True,
        email_enabled=False,
        mail=MailRules(autoconfirm=True),
        factors=FactorRules(totp_enroll=False),
        providers={"google": ProviderConfig(client_ids=("id",)), "custom": ProviderConfig(client_ids=("id",))},
    )
    after = (await api.get("/settings")).json()
    enabled = {name for name, enabled in after["external"].items() if enabled}
    assert enabled == {"google", "custom", "anonymous_users"}
    assert (after["disable_signup"], after["mailer_autoconfirm"], after["mfa_enabled"]) == (True, True, False)
