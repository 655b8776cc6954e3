"""The demo: accounts need no confirmation, because no mail is delivered."""

from collections.abc import Mapping
from pathlib import Path

from alcove.foundation.app import Demo


def build_demo() -> Demo:
    """Return the demo of study programs, which simulates nothing."""
    return Demo(
        summary="accounts for study programs",
        simulators={},
        hidden=("STUDY_JWT_SECRET", "STUDY_PORT", "STUDY_DIST", "SITE_URL", "API_EXTERNAL_URL"),
        environment=_set_variables,
        guide=(("/auth/v1/health", "the accounts of study programs; `alcove study keys` prints the keys"),),
    )


def _set_variables(addresses: Mapping[str, str], data_dir: Path) -> Mapping[str, str]:  # noqa: ARG001 - of every demo
    return {"STUDY_AUTOCONFIRM": "true"}
