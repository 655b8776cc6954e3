"""`alcove records stats`, `test` and `auth`."""

import sys
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from alcove.apps.records.cli.runner import Context, Runner, open_records
from alcove.foundation.cli import JSON_OUTPUT, DataDir, print_error, print_json, print_result

if TYPE_CHECKING:
    from alcove.apps.records.scraping import RatesInUse

LABELS = {
    "total_listings": "offers",
    "total_records": "records",
    "total_sellers": "sellers",
    "current_requests": "requests to Discogs in the last minute",
    "current_sleep_time": "pause before the next one",
}


def stats(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Show what is stored, and how much of the rate limit for Discogs is used."""
    with open_records(data_dir) as runner:
        counts = runner.run(lambda context: context.facade.read_stats())
    values = msgspec.to_builtins(counts)
    lines = [f"{label}: {values[name]}" for name, label in LABELS.items()]
    print_result(counts, "\n".join([*lines, f"exchange rates: {_format_rates(counts.rates)}"]), as_json=as_json)


def _format_rates(rates: "RatesInUse | None") -> str:
    if rates is None:
        return "none are stored yet"
    published = f" of {rates.published}" if rates.published else ""
    return f"{rates.name}{published}{f', fetched {rates.age_hours} hours ago' if rates.age_hours is not None else ''}"


def show_identity(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Show whose credentials are in use; exits with 4 without valid ones, with 1 when Discogs cannot be reached."""
    with open_records(data_dir) as runner:
        username = runner.run(lambda context: context.facade.read_identity())
    print_result({"success": True, "username": username}, f"connected to Discogs as {username}", as_json=as_json)


def auth(
    data_dir: DataDir = None,
    verifier: Annotated[
        str | None, typer.Option(help="The verifier that Discogs showed; finishes a sign-in started before.")
    ] = None,
    *,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Sign in to Discogs: open the address printed, agree, and type the verifier shown there.

    The verifier is read from standard input. Without one, or with --json, the command ends after it has printed the
    address; finish the sign-in with `--verifier` within 15 minutes.
    """
    if verifier is not None and not verifier.strip():
        raise typer.BadParameter("the verifier is empty")
    with open_records(data_dir) as runner:
        code = verifier or _start_sign_in(runner, as_json=as_json)
        if code:
            _finish_sign_in(runner, code, as_json=as_json)


def _start_sign_in(runner: Runner, *, as_json: bool) -> str:
    """Print the address to open, and return the verifier that was typed, empty without one."""
    address = runner.run(lambda context: context.facade.sign_in.begin())
    if as_json:
        print_json({"authorize_url": address})
        return ""
    typer.echo(f"Open this address and agree:\n\n  {address}\n")
    if sys.stdin.isatty():
        typer.echo("Then type the verifier shown there: ", nl=False)
    verifier = sys.stdin.readline().strip()
    if not verifier:
        print_error("no verifier was given; run `alcove records auth --verifier ...` with it within 15 minutes")
    return verifier


def _finish_sign_in(runner: Runner, verifier: str, *, as_json: bool) -> None:
    async def finish(context: Context) -> tuple[str, str | None]:
        path = await context.facade.sign_in.finish(verifier)
        is_used = await context.facade.is_token_file_used()
        return str(path), await context.facade.read_identity() if is_used else None

    path, username = runner.run(finish)
    if as_json:
        print_json({"token_file": path, "username": username})
        return
    typer.echo(f"signed in{f' as {username}' if username else ''}; the token is stored in {path}")
    if username is None:
        print_error(
            "other credentials take precedence: those of DISCOGS_USER_TOKEN, DISCOGS_CREDS or the settings page"
            "; remove them to use this token"
        )
