"""A running simulator of AI providers for tests: its addresses, its scripts and its log."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alcove.simulators.ai_provider import Behaviour, DialectName, LoggedRequest, Script, Simulator, build
from support.servers import serve
from support.until import until_async

_ANTHROPIC: Final = "/anthropic/v1"
_GOOGLE: Final = "/google/v1beta"
BASES: Final[Mapping[str, str]] = {
    "openai": "/openai/v1", "anthropic": _ANTHROPIC, "claude": _ANTHROPIC, "google": _GOOGLE, "gemini": _GOOGLE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AiProviderSite:
    """A running simulator."""

    url: str
    simulator: Simulator

    def base_url(self, name: str) -> str:
        """Return the base address of a dialect, or that of a provider (`deepseek`, `ollama`...) in OpenAI's dialect."""
        return self.url + BASES.get(name, f"/{name}")

    def settings(self, *names: str) -> dict[str, str]:
        """Return base addresses and keys of providers as environment variables; `key-NAME` is the key of a provider."""
        variables: dict[str, str] = {}
        for name in names or ("deepseek", "openai", "claude", "gemini"):
            variables[f"{name.upper()}_BASE_URL"] = self.base_url(name)
            variables[f"{name.upper()}_API_KEY"] = f"key-{name}"
        return variables

    def script(
        self,
        *queue: Behaviour,
        dialect: DialectName | None = None,
        key: str | None = None,
        base: str | None = None,
        default: Behaviour | None = None,
    ) -> None:
        """Set the behaviours of the next matching requests, and of all further ones."""
        self.simulator.scripts.add(Script(dialect=dialect, key=key, base=base, queue=queue, default=default))

    def requests(self, *, dialect: DialectName | None = None, key: str | None = None) -> Sequence[LoggedRequest]:
        """Return the requests so far, of one dialect or key."""
        return [
            entry
            for entry in self.simulator.log.entries()
            if dialect in (None, entry.dialect) and key in (None, entry.key)
        ]

    async def wait_for_request(self, *, count: int = 1) -> None:
        """Wait until so many requests have arrived."""
        await until_async(lambda: len(self.requests()) >= count, describe=self.requests)

    async def wait_for_end(self, *, number: int = -1) -> LoggedRequest:
        """Return a logged request (the last one by default) when it has ended."""

        def find_ended() -> LoggedRequest | None:
            entries = self.simulator.log.entries()
            return entries[number] if entries and entries[number].end else None

        return await until_async(find_ended, describe=self.simulator.log.entries) or self.requests()[number]


@contextlib.contextmanager
def serve_ai_providers() -> Iterator[AiProviderSite]:
    """Serve a simulator from a thread with its own event loop."""
    app = build()
    with serve(app) as url:
        yield AiProviderSite(url, app.state.simulator)
