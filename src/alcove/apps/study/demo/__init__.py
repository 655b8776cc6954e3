"""The demonstration: a simulated AI provider, and what the account that needs no sign-in learns from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from alcove.apps.study.demo.texts import MATERIALS
from alcove.foundation.app import Demo
from alcove.foundation.database import Connection

PROVIDER: Final = "ai_provider"
_BASE_PATHS: Final = {
    "OPENAI_BASE_URL": "/openai/v1",
    "DEEPSEEK_BASE_URL": "/openai/v1",
    "CLAUDE_BASE_URL": "/anthropic/v1",
    "GEMINI_BASE_URL": "/google/v1beta",
}
_KEYS: Final = ("OPENAI_API_KEY", "DEEPSEEK_API_KEY", "CLAUDE_API_KEY", "GEMINI_API_KEY")
# The names of the pools' further keys are hidden as well: a demonstration must call no provider.
_HIDDEN_KEYS: Final = tuple(f"{key}_{number}" for key in _KEYS for number in range(2, 6))


def build_demo() -> Demo:
    """Return the demo; accounts need no confirmation there, because no mail is delivered."""
    return Demo(
        summary="accounts for study programs, and a tutor with a simulated AI provider",
        # Slow enough to see an answer grow, and to stop it.
        simulators={PROVIDER: ("simulate", "ai-provider", "--pause", "0.04")},
        hidden=(
            *("STUDY_JWT_SECRET", "STUDY_PORT", "STUDY_DIST", "SITE_URL", "API_EXTERNAL_URL"),
            *("OPEN_AI_KEY", "OLLAMA_BASE_URL", "OLLAMA_MODEL", "OLLAMA_API_KEY", "STUDY_PROVIDER_ORDER"),
            *_HIDDEN_KEYS,
        ),
        environment=_set_variables,
        fill=_fill,
        guide=(
            ("/auth/v1/health", "the accounts of study programs; `alcove study keys` prints the keys"),
            ("/api/ai/providers", 'the AI providers; `alcove study ask "How does a fuse work?"` asks the tutor'),
        ),
    )


def _set_variables(addresses: Mapping[str, str], data_dir: Path) -> Mapping[str, str]:  # noqa: ARG001 - of every demo
    address = addresses[PROVIDER]
    return {
        "STUDY_AUTOCONFIRM": "true",
        **{name: address + path for name, path in _BASE_PATHS.items()},
        **dict.fromkeys(_KEYS, "simulated"),
    }


async def _fill(connection: Connection) -> None:
    """Add materials and what has been learned and planned, once, for the account that acts without a sign-in."""
    from alcove.apps.study.demo.samples import SAMPLES  # noqa: PLC0415 - the supervisor stays small
    from alcove.apps.study.demo.store import add_materials, add_samples  # noqa: PLC0415
    from alcove.foundation.identity import LOCAL_OWNER  # noqa: PLC0415

    await add_samples(connection, LOCAL_OWNER, samples=SAMPLES)
    await add_materials(connection, LOCAL_OWNER, texts=MATERIALS)
