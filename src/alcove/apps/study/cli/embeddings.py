"""`alcove study embeddings`: the state of search by meaning."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from alcove.apps.study.embeddings import EmbedderUnavailable, embed_passages, read_embedding_status
from alcove.foundation.cli import (
    JSON_OUTPUT,
    UNCONFIGURED,
    CommandContext,
    CommandError,
    DataDir,
    ExitCodes,
    open_runner,
    print_error,
    print_json,
    print_table,
    text_table,
)
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.apps.study.embeddings import EmbeddingStatus


@dataclass(frozen=True, slots=True)
class _Facade:
    deps: Deps


def show_embeddings(
    data_dir: DataDir = None,
    *,
    run: Annotated[bool, typer.Option("--run", help="Embed now what has no vector, in this process.")] = False,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Show the embedding model, how many passages have a vector, and the process that embeds."""
    opening = open_runner(
        data_dir, name="alcove-embeddings", open_facade=_open_facade, exit_code=ExitCodes(by_status={}).of_error
    )
    with opening as runner:
        if run:
            runner.run(_embed)
        status = runner.run(_read)
    if as_json:
        print_json(status.to_json())
        return
    rows = [("folder", str(status.folder)), ("passages", str(status.passages))]
    for entry in status.models:
        state = "answers" if entry.model.is_complete else "is being prepared"
        rows.append((f"{entry.model.name} ({entry.model.dimension})", f"{entry.embedded} embedded, {state}"))
    process = status.embedder
    rows.append(("embedder", f"process {process.pid}, {process.clients} clients" if process else "not running"))
    print_table(text_table(("field", "value"), rows))
    for problem in filter(None, (status.problem, process.problem if process else "")):
        print_error(problem)


async def _read(context: "CommandContext[_Facade]") -> "EmbeddingStatus":
    return await read_embedding_status(context.deps)


async def _embed(context: "CommandContext[_Facade]") -> int:
    def show_progress(count: int) -> None:
        print_error(f"{count} passages embedded")

    try:
        return await embed_passages(context.deps, on_progress=show_progress)
    except EmbedderUnavailable as error:
        raise CommandError(str(error), code=UNCONFIGURED) from error


@contextlib.asynccontextmanager
async def _open_facade(deps: Deps) -> AsyncIterator[_Facade]:
    yield _Facade(deps)
