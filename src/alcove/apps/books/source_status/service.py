"""Reads the state of sources, and tests one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from alcove.apps.books.errors import NotFound
from alcove.apps.books.search import BookStore, LiveSources, inspect_source
from alcove.apps.books.source_status.schemas import SourcePhase, SourceState, SourceTest
from alcove.apps.books.source_status.store import StoredState, read_states
from alcove.apps.books.sources.protocols import Source, SourceInfo
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool

TEST_TIMEOUT: Final = 15.0
"""Seconds that a tested source may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatusService:
    """The use cases."""

    pool: Pool
    sources: LiveSources
    clock: Clock

    async def list_states(self) -> list[SourceState]:
        """Return the states of the sources that are searched."""
        return await self._read((await self.sources.current()).list_enabled())

    async def test(self, name: str) -> SourceTest:
        """Ask a source whether it can be searched, unless it is held; NotFound."""
        source = next(
            (source for source in (await self.sources.current()).list_enabled() if source.info.name == name), None
        )
        if source is None:
            raise NotFound("There is no such source.")
        [before] = await self._read([source])
        if before.state in {"held", "needs_settings"}:
            return SourceTest(success=False, message=before.reason or "", source=before)
        inspection = await inspect_source(source, within=TEST_TIMEOUT)
        await BookStore(self.pool).record_answer(name, problem=inspection.problem)
        [after] = await self._read([source])
        message = inspection.problem or inspection.detail or "answers"
        return SourceTest(success=not inspection.problem, message=message, source=after)

    async def _read(self, sources: Sequence[Source]) -> list[SourceState]:
        stored = await read_states(self.pool, [source.info.name for source in sources])
        return [self._build(source.info, stored[source.info.name]) for source in sources]

    def _build(self, info: SourceInfo, stored: StoredState) -> SourceState:
        is_held = stored.held_until is not None and stored.held_until > self.clock.now()
        state, reason = _describe(info, stored, is_held=is_held)
        return SourceState(
            name=info.name, display_name=info.display_name, state=state, reason=reason,
            held_until=stored.held_until if is_held else None, succeeded_at=stored.succeeded_at,
            failed_at=stored.failed_at, left_out=stored.left_out, waiting=stored.waiting,
        )  # fmt: skip


def _describe(info: SourceInfo, stored: StoredState, *, is_held: bool) -> tuple[SourcePhase, str | None]:
    if info.needs:
        return "needs_settings", f"It needs {info.needs}."
    if is_held:
        return "held", stored.hold_reason or stored.problem
    if stored.problem:
        return "failed", stored.problem
    return ("ok" if stored.succeeded_at else "unknown"), None
