"""Make cards or a quiz from a material, in steps that are committed one by one.

Every call of a provider is a step; what it has written waits in the row until there is enough, and cards and quiz are
added in the transaction that ends the generation. A run that was killed is continued at its last step.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final
from uuid import uuid4

import msgspec

from alcove.apps.study.ai_calls.model import AiCall, AiCallService
from alcove.apps.study.ai_errors import AiError
from alcove.apps.study.content_rules.model import ContentRefused, ContentRules
from alcove.apps.study.generation import store
from alcove.apps.study.generation.cloze import make_cloze
from alcove.apps.study.generation.model import (
    MAX_STARTS,
    Card,
    GenerationKind,
    GenerationMethod,
    Item,
    MethodUsed,
    Passage,
)
from alcove.apps.study.generation.prompt import Batch, build_messages, plan_batches
from alcove.apps.study.generation.replies import read_items
from alcove.apps.study.generation.store import ClaimedGeneration
from alcove.apps.study.quizzes import add_quiz, fold_text
from alcove.apps.study.quizzes.model import NewQuiz, Question
from alcove.foundation.database import Connection, Pool, run_transaction
from alcove.foundation.jobs import Interrupted
from alcove.foundation.telemetry import get_logger
from alcove.wires.ai_providers import ChatMessage

TEMPERATURE: Final = 0.3
_WRITTEN_PROGRESS: Final = 90
_NO_CONSENT: Final = "You have switched off suggestions by AI providers."
_NO_ITEMS: Final = "The AI provider has written nothing that the material says."
_NO_SENTENCES: Final = "The material has no sentence that makes a question."
_NO_TEXT: Final = "The material has no text any more."
_INTERRUPTED: Final = "The job was interrupted too often."

log = get_logger("alcove.study")


class GenerationRun:
    """Works on a generation."""

    def __init__(self, pool: Pool, *, calls: Callable[[], AiCallService], rules: Callable[[], ContentRules]) -> None:
        """Take what opens the calls of providers and the owner's rules, when the first one is needed."""
        self._pool = pool
        self._calls = calls
        self._rules = rules

    async def run(self, generation: ClaimedGeneration, checkpoint: Callable[[], None]) -> None:
        """Make what is wanted; `checkpoint` is called between steps, and ends the run by raising."""
        if generation.starts > MAX_STARTS:
            await store.fail_generation(self._pool, generation.id, reason=_INTERRUPTED)
            return
        try:
            await self._make(generation, checkpoint)
        except Interrupted:
            await store.release_generation(self._pool, generation.id)
            raise

    async def _make(self, generation: ClaimedGeneration, checkpoint: Callable[[], None]) -> None:
        options = generation.options
        passages = await store.read_passages(self._pool, generation.material_id, user_id=generation.user_id)
        if not passages:
            await store.fail_generation(self._pool, generation.id, reason=_NO_TEXT)
            return
        written = _Written(generation)
        if options.method is not GenerationMethod.CLOZE and not await self._write(
            written, passages, checkpoint=checkpoint
        ):
            return
        items = list(written.items)
        if options.method is not GenerationMethod.PROVIDER and len(items) < options.count:
            items += await self._fill(written, passages)
        if items:
            await self._finish(written, items)
            return
        is_provider = options.method is GenerationMethod.PROVIDER
        reason = written.reason or (_NO_ITEMS if is_provider else _NO_SENTENCES)
        await store.fail_generation(self._pool, generation.id, reason=reason)

    async def _write(self, written: "_Written", passages: Sequence[Passage], *, checkpoint: Callable[[], None]) -> bool:
        """Have providers write items until there are enough; return False when the generation is gone."""
        generation = written.generation
        if not generation.allows_provider:
            written.reason = _NO_CONSENT
            return True
        batches = plan_batches(passages, count=generation.options.count)
        for batch in batches[generation.step :]:
            checkpoint()
            text = await self._ask(written, batch)
            if text is None:
                return True
            items, rejected = read_items(text, batch, kind=generation.kind, options=generation.options)
            if not await self._add_step(written, items, rejected=rejected, steps=len(batches)):
                return False
        return True

    async def _ask(self, written: "_Written", batch: Batch) -> str | None:
        """Return what a provider has written, None with the reason when there is none."""
        generation = written.generation
        messages = build_messages(batch, kind=generation.kind, options=generation.options)
        try:
            call = AiCall(
                user_id=generation.user_id,
                messages=[*messages[:-1], self._apply_rules(messages[-1])],
                max_tokens=batch.max_tokens,
                temperature=TEMPERATURE,
            )
            return (await self._calls().complete(call)).text
        except (AiError, ContentRefused) as error:
            written.reason = error.message
            log.info("study_generation_without_provider", reason=type(error).__name__)
            return None

    def _apply_rules(self, message: ChatMessage) -> ChatMessage:
        """Return a message with the replacements of the owner's rules; ContentRefused."""
        return replace(message, content=self._rules().check_question(message.content))

    async def _add_step(self, written: "_Written", items: Sequence[Item], *, rejected: int, steps: int) -> bool:
        fresh = written.add(items)
        step, written.step = written.step, written.step + 1
        return await store.add_step(
            self._pool,
            written.generation.id,
            step=step,
            items=fresh,
            rejected=rejected + len(items) - len(fresh),
            progress=_WRITTEN_PROGRESS * written.step // steps,
        )

    async def _fill(self, written: "_Written", passages: Sequence[Passage]) -> Sequence[Item]:
        generation, options = written.generation, written.generation.options
        return await asyncio.to_thread(
            make_cloze,
            passages,
            kind=generation.kind,
            count=options.count - len(written.items),
            types=options.types,
            used_quotes=[item.quote for item in written.items],
        )

    async def _finish(self, written: "_Written", items: Sequence[Item]) -> None:
        """Add the cards or the quiz, and end the generation; nothing when it is gone."""
        generation, result_id = written.generation, uuid4()

        async def add(connection: Connection) -> None:
            material = await store.lock_generation(connection, generation.id, step=written.step)
            if material is None:
                return
            title = generation.options.title.strip() or material["title"]
            if generation.kind is GenerationKind.CARDS:
                await store.add_cards(
                    connection, result_id, user_id=generation.user_id, subject_id=material["subject_id"], title=title,
                    cards=[item for item in items if isinstance(item, Card)],
                )  # fmt: skip
            else:
                quiz = NewQuiz(
                    user_id=generation.user_id, subject_id=material["subject_id"], title=title,
                    questions=_number([item for item in items if isinstance(item, Question)]),
                )  # fmt: skip
                await add_quiz(connection, result_id, new=quiz)
            await store.finish_generation(
                connection, generation.id, method=written.find_method(len(items)), reason=written.reason,
                count=len(items), result_id=result_id,
            )  # fmt: skip

        await run_transaction(self._pool, add)


class _Written:
    """What providers have written of a generation, and why no more came."""

    def __init__(self, generation: ClaimedGeneration) -> None:
        self.generation = generation
        self.items: list[Item] = list(generation.items)
        self.step = generation.step
        self.reason: str | None = None

    def add(self, items: Sequence[Item]) -> Sequence[Item]:
        """Add the items that say something new, as many as are wanted, and return them."""
        fresh: list[Item] = []
        known = {_front(item) for item in self.items}
        for item in items[: max(0, self.generation.options.count - len(self.items))]:
            if _front(item) not in known:
                known.add(_front(item))
                fresh.append(item)
        self.items += fresh
        return fresh

    def find_method(self, count: int) -> MethodUsed:
        """Return who has made `count` items."""
        if not self.items:
            return MethodUsed.CLOZE
        return MethodUsed.PROVIDER if len(self.items) == count else MethodUsed.MIXED


def _front(item: Item) -> str:
    return fold_text(item.front if isinstance(item, Card) else item.question)


def _number(questions: Sequence[Question]) -> Sequence[Question]:
    """Return questions with ids in their order."""
    return [msgspec.structs.replace(question, id=f"q{number}") for number, question in enumerate(questions, start=1)]
