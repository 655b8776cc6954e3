"""`alcove study ask`: a question to the tutor, answered in the terminal."""

import contextlib
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from alcove.apps.study.ai_setting_checks import PROVIDER_NAMES
from alcove.foundation.cli import (
    JSON_OUTPUT,
    USAGE,
    CommandContext,
    CommandError,
    DataDir,
    ExitCodes,
    open_runner,
    print_error,
    print_json,
    print_line,
)
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from uuid import UUID

    from alcove.apps.study.accounts import StudyAccounts
    from alcove.apps.study.tutor import FinishedAnswer, Tutor

EXIT_CODES: Final = ExitCodes(by_status={400: USAGE})
MAX_QUESTION: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Facade:
    tutor: "Tutor"
    accounts: "StudyAccounts"


def ask_tutor(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="What to ask.")],
    data_dir: DataDir = None,
    *,
    user: Annotated[
        str,
        typer.Option("--user", metavar="NAME", help="E-mail address or id of the learner; by default the local owner."),
    ] = "",
    provider: Annotated[
        str,
        typer.Option("--provider", metavar="NAME", help="The provider to ask first."),
    ] = "",
    model: Annotated[str, typer.Option("--model", metavar="NAME", help="The model of that provider.")] = "",
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Ask the tutor, as a learner whose materials it may cite; the answer appears while it is made."""
    if not question.strip() or len(question) > MAX_QUESTION:
        raise CommandError(f"the question must have 1 to {MAX_QUESTION} characters", code=USAGE)
    if provider and provider not in PROVIDER_NAMES:
        raise CommandError(f"the provider must be one of {', '.join(PROVIDER_NAMES)}", code=USAGE)

    async def action(context: "CommandContext[_Facade]") -> "FinishedAnswer":
        from alcove.apps.study.tutor import describe_native  # noqa: PLC0415 - help does not need it
        from alcove.apps.study.tutor.model import Question  # noqa: PLC0415

        composed = Question(
            user_id=await _find_user(context.facade.accounts, user),
            message=question,
            provider=provider or None,
            model=model or None,
        )
        print_error("Searching the materials and asking ...")
        started = await context.facade.tutor.ask(composed, describe=describe_native)
        answer = await started.finish(None if as_json else _print_piece)
        if as_json:
            print_json({**answer.payload, "content": answer.text})
        return answer

    with open_runner(data_dir, name="alcove-study", open_facade=_open_facade, exit_code=EXIT_CODES.of_error) as runner:
        finished = runner.run(action)
    if not as_json:
        print_line("")
        _print_sources(finished.payload.get("metadata", {}))


def _print_piece(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _print_sources(metadata: Mapping[str, Any]) -> None:
    cited: Sequence[Mapping[str, Any]] = metadata.get("citations", ())
    if cited:
        print_line("\nSources:")
    for number, citation in enumerate(cited, start=1):
        page = f", page {citation['page']}" if "page" in citation else ""
        print_line(f"  [{number}] {citation['title']}{page}: “{' '.join(citation['quote'].split())}”")
    attempts = [attempt for attempt in metadata.get("attempts", ()) if attempt["outcome"] != "ok"]
    failures = "".join(f"; {attempt['provider']}: {attempt['outcome']}" for attempt in attempts)
    cached = ", from the cache" if metadata.get("cached") else ""
    print_error(f"Answered by {metadata.get('actual_provider', 'nobody')}{cached}{failures}")


async def _find_user(accounts: "StudyAccounts", name: str) -> "UUID":
    from alcove.apps.study.accounts import AccountMissing  # noqa: PLC0415 - help does not need it
    from alcove.foundation.identity import LOCAL_OWNER  # noqa: PLC0415

    try:
        return (await accounts.find(name or str(LOCAL_OWNER))).id
    except AccountMissing as error:
        message = f"{error.message} --user names one; the local owner is there after the first `alcove serve`."
        raise CommandError(message) from error


@contextlib.asynccontextmanager
async def _open_facade(deps: Deps) -> AsyncIterator[_Facade]:
    from alcove.apps.study.account_data import build_deletion  # noqa: PLC0415 - help does not need it
    from alcove.apps.study.accounts import StudyAccounts  # noqa: PLC0415
    from alcove.apps.study.ai_parts import AiParts  # noqa: PLC0415
    from alcove.apps.study.tutor import build_tutor  # noqa: PLC0415

    accounts = StudyAccounts(deps.pool, clock=deps.clock, deletion=build_deletion(deps))
    yield _Facade(build_tutor(AiParts(deps)), accounts)
