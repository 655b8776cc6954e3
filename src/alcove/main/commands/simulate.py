"""`alcove simulate`: simulated outside systems."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import typer

from alcove.foundation.cli import HOST, LIFELINE, Flag, option, print_line
from alcove.main.stop_signals import stop_event

SIMULATOR_PORT = Flag("--port", "Port to listen on.", value="INTEGER")

app = typer.Typer(name="simulate", help="Run a simulated outside system on this machine.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Run a simulated outside system on this machine."""


@app.command()
def discogs(
    *,
    port: Annotated[int, option(SIMULATOR_PORT)] = 8100,
    host: Annotated[str, option(Flag(HOST.name, HOST.help))] = "127.0.0.1",
    seed: Annotated[int, typer.Option(help="Seed of the made-up catalogue.")] = 1,
    rate: Annotated[int, typer.Option(help="Requests allowed per minute.", min=1)] = 60,
    lifeline: Annotated[int | None, option(LIFELINE)] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Serve the three sellers of the demo.")] = False,
) -> None:
    """Run a Discogs with made-up sellers, releases and offers."""
    from alcove.simulators.discogs import DEMO, SimulatorConfig, run  # noqa: PLC0415 - Starlette and a catalogue

    config = DEMO if demo else SimulatorConfig(seed=seed, rate_limit=rate)
    _serve(lambda ready: run(config, host=host, port=port, ready=ready), name="Discogs", lifeline=lifeline)


@app.command()
def opds(
    *,
    port: Annotated[int, option(SIMULATOR_PORT)] = 8200,
    host: Annotated[str, option(Flag(HOST.name, HOST.help))] = "127.0.0.1",
    seed: Annotated[int, typer.Option(help="Seed of the made-up books.")] = 1,
    count: Annotated[int, typer.Option(help="How many books there are.", min=1, max=10_000)] = 60,
    lifeline: Annotated[int | None, option(LIFELINE)] = None,
) -> None:
    """Run an OPDS catalogue of made-up books, whose files are real EPUBs."""
    from alcove.simulators.opds import run  # noqa: PLC0415 - Starlette

    _serve(
        lambda ready: run(seed=seed, count=count, host=host, port=port, ready=ready),
        name="book catalogue",
        lifeline=lifeline,
    )


@app.command("ai-provider")
def ai_provider(
    *,
    port: Annotated[int, option(SIMULATOR_PORT)] = 8300,
    host: Annotated[str, option(Flag(HOST.name, HOST.help))] = "127.0.0.1",
    pause: Annotated[float, typer.Option(help="Seconds before each further word.", min=0, max=10)] = 0.0,
    lifeline: Annotated[int | None, option(LIFELINE)] = None,
) -> None:
    """Run AI providers that answer from the request itself: OpenAI, Anthropic and Google on one port."""
    from alcove.simulators.ai_provider import Behaviour, Script, run  # noqa: PLC0415 - Starlette

    script = Script(default=Behaviour(delay=pause))
    _serve(lambda ready: run(script, host=host, port=port, ready=ready), name="AI provider", lifeline=lifeline)


def _serve(
    run: Callable[[Callable[[str], None]], Coroutine[Any, Any, None]], *, name: str, lifeline: int | None
) -> None:
    async def serve_until_stopped() -> None:
        stop = stop_event(lifeline=lifeline)
        server = asyncio.create_task(run(lambda address: print_line(f"A simulated {name} runs at {address}")))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([server, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        server.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await server

    asyncio.run(serve_until_stopped())
