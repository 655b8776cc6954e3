"""`alcove records stats`, `test` and `auth`."""

import sys
from typing import Annotated

import msgspec
import typer

from alcove.apps.records.cli.output import print_result
from alcove.apps.records.cli.runner import Context, Runner, open_records
from alcove.foundation.cli import JSON_OUTPUT, DataDir, print_error, print_json

LABELS = {
    "total_listings": "offers",
    "total_records": "records",
    "total_sellers": "sellers",
    "current_requests": "requests to Discogs in the last minute",
    "current_sleep_time": "pause before the next one",
}


def stats(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Tell what is stored and how busy the road to Discogs is."""
    with open_records(data_dir) as runner:
        found = runner.run(lambda context: context.facade.stats())
    text = "\n".join(f"{LABELS[name]}: {value}" for name, value in msgspec.to_builtins(found).items())
    print_result(found, text, as_json=as_json)


def show_identity(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Ask Discogs whose credentials these are; exit 4 without usable ones, 1 when it cannot be asked."""
    with open_records(data_dir) as runner:
        username = runner.run(lambda context: context.facade.identity())
    print_result({"success": True, "username": username}, f"connected to Discogs as {username}", as_json=as_json)


def auth(
    data_dir: DataDir = None,
    verifier: Annotated[str | None, typer.Option(help="What Discogs showed; ends a sign-in begun before.")] = None,
    *,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Sign in to Discogs: open the address printed, agree, and type the verifier shown there.

    The verifier is read from standard input. Without one there, or with --json, the command ends after the
    address; `--verifier` goes on from there within 15 minutes.
    """
    if verifier is not None and not verifier.strip():
        raise typer.BadParameter("the verifier is empty")
    with open_records(data_dir) as runner:
        given = verifier or _start_sign_in(runner, as_json=as_json)
        if given:
            _finish_sign_in(runner, given, as_json=as_json)


def _start_sign_in(runner: Runner, *, as_json: bool) -> str:
    """Print the address to open and return the verifier typed, empty when there is none."""
    address = runner.run(lambda context: context.facade.sign_in.begin())
    if as_json:
        print_json({"authorize_url": address})
        return ""
    typer.echo(f"Open this address and agree:\n\n  {address}\n")
    if sys.stdin.isatty():
        typer.echo("Then type the verifier shown there: ", nl=False)
    given = sys.stdin.readline().strip()
    if not given:
        print_error("no verifier was given; run `alcove records auth --verifier ...` with it within 15 minutes")
    return given


def _finish_sign_in(runner: Runner, verifier: str, *, as_json: bool) -> None:
    async def finish(context: Context) -> tuple[str, str | None]:
        path = await context.facade.sign_in.finish(verifier)
        return str(path), await context.facade.identity() if context.facade.is_token_file_used() else None

    path, username = runner.run(finish)
    if as_json:
        print_json({"token_file": path, "username": username})
        return
    typer.echo(f"signed in{f' as {username}' if username else ''}; the token is kept in {path}")
    if username is None:
        print_error("DISCOGS_USER_TOKEN or DISCOGS_CREDS is set and goes first; remove it to use this token")
