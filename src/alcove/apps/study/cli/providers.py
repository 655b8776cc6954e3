"""`alcove study providers`: which AI providers can be called."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from alcove.foundation.cli import (
    JSON_OUTPUT,
    CommandContext,
    DataDir,
    ExitCodes,
    format_value,
    open_runner,
    print_json,
    print_table,
    text_table,
)
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.apps.study.ai_providers.model import ProviderRegistry, ProviderStatus

EXIT_CODES: Final = ExitCodes()
_ADVICE: Final = (
    "No AI provider is configured: the tutor answers from learning materials only. Set DEEPSEEK_API_KEY,"
    " OPENAI_API_KEY, CLAUDE_API_KEY or GEMINI_API_KEY, or OLLAMA_BASE_URL for a server of your own"
    " (docs/guides/ai-providers.md)."
)


def list_providers(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """List the AI providers, with their models, and why one cannot be called; none is called for this."""

    async def action(context: "CommandContext[ProviderRegistry]") -> "Sequence[ProviderStatus]":
        return await context.facade.list_statuses()

    with open_runner(
        data_dir, name="alcove-study", open_facade=_open_registry, exit_code=EXIT_CODES.of_error
    ) as runner:
        statuses = runner.run(action)
    if as_json:
        from alcove.apps.study.ai_providers import describe_providers  # noqa: PLC0415 - help does not need it

        print_json(describe_providers(statuses))
    else:
        _print(statuses)


def _print(statuses: "Sequence[ProviderStatus]") -> None:
    rows = [
        tuple(
            format_value(value)
            for value in (status.name, status.is_available, status.reason, status.until, list(status.models))
        )
        for status in statuses
    ]
    print_table(text_table(("provider", "available", "reason", "until", "models"), rows))
    if all(status.reason in {"disabled", "no_key"} for status in statuses):
        typer.echo(_ADVICE)


@contextlib.asynccontextmanager
async def _open_registry(deps: Deps) -> "AsyncIterator[ProviderRegistry]":
    from alcove.apps.study.ai_providers import build_provider_registry  # noqa: PLC0415 - help does not need it

    yield build_provider_registry(deps)
