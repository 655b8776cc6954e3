"""The settings of functions at `/functions/v1`."""

from typing import Annotated

from msgspec import Meta

from alcove.apps.study.ai_settings import TutorSettings
from alcove.foundation.settings import RELOADABLE, Secret, SettingError, is_placeholder


class FunctionSettings(TutorSettings, frozen=True, kw_only=True):
    """Limits of functions, and the secrets of an earlier server."""

    study_function_calls_per_minute: Annotated[
        int,
        Meta(
            ge=1,
            le=1_000_000,
            description="Calls of one function by one user, or one IP address, per minute.",
            extra=RELOADABLE,
        ),
    ] = 60
    study_function_timeout: Annotated[
        float,
        Meta(
            ge=0.1,
            le=400,
            description="Seconds in which a function has to begin its response; AI functions have 150 at least.",
        ),
    ] = 60.0
    study_functions_running: Annotated[
        int, Meta(ge=1, le=100_000, description="Calls of functions that run at the same time, per process.")
    ] = 5_000
    study_security_reports_per_minute: Annotated[
        int,
        Meta(
            ge=1,
            le=1_000_000,
            description="Reports of browsers about blocked content, per IP address and minute.",
            extra=RELOADABLE,
        ),
    ] = 30
    encryption_key: Annotated[
        Secret,
        Meta(
            description="Secret with which an earlier server encrypted; the function `encryption` then decrypts its"
            " ciphertexts. This server encrypts with its own keys (ALCOVE_MASTER_KEYS)."
        ),
    ] = Secret()
    encryption_salt: Annotated[Secret, Meta(description="Salt of the key that is derived from ENCRYPTION_KEY.")] = (
        Secret()
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        secrets = {"ENCRYPTION_KEY": self.encryption_key, "ENCRYPTION_SALT": self.encryption_salt}
        for name, secret in secrets.items():
            if is_placeholder(secret):
                raise SettingError(f"{name} is the placeholder of an example: set the earlier server's value, or none")
        if bool(self.encryption_key) != bool(self.encryption_salt):
            raise SettingError("ENCRYPTION_KEY and ENCRYPTION_SALT: expected both or none of them")
