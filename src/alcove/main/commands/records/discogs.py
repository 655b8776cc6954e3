"""`alcove records stats`, `test` and `auth`."""

import sys
from typing import Annotated

import msgspec
import typer

from alcove.main.commands.options import JSON_OUTPUT, DataDir
from alcove.main.commands.records.office import At, Office, office
from alcove.main.commands.records.showing import print_json
from alcove.main.terminal import complain

NAMES = {
    "total_listings": "offers",
    "total_records": "records",
    "total_sellers": "sellers",
    "current_requests": "requests to Discogs in the last minute",
    "current_sleep_time": "pause before the next one",
}


def stats(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Tell what is stored and how busy the road to Discogs is."""
    with office(data_dir) as place:
        found = place.run(lambda at: at.desk.stats())
    if as_json:
        print_json(found)
        return
    for name, value in msgspec.to_builtins(found).items():
        typer.echo(f"{NAMES[name]}: {value}")


def identity(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Ask Discogs whose credentials these are; exit 4 without usable ones, 1 when it cannot be asked."""
    with office(data_dir) as place:
        username = place.run(lambda at: at.desk.identity())
    if as_json:
        print_json({"success": True, "username": username})
    else:
        typer.echo(f"connected to Discogs as {username}")


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
    with office(data_dir) as place:
        given = verifier or _begin(place, as_json=as_json)
        if given:
            _finish(place, given, as_json=as_json)


def _begin(place: Office, *, as_json: bool) -> str:
    """Print the address to open and return the verifier typed, empty when there is none."""
    address = place.run(lambda at: at.desk.sign_in.begin())
    if as_json:
        print_json({"authorize_url": address})
        return ""
    typer.echo(f"Open this address and agree:\n\n  {address}\n")
    if sys.stdin.isatty():
        typer.echo("Then type the verifier shown there: ", nl=False)
    given = sys.stdin.readline().strip()
    if not given:
        complain("no verifier was given; run `alcove records auth --verifier ...` with it within 15 minutes")
    return given


def _finish(place: Office, verifier: str, *, as_json: bool) -> None:
    async def finish(at: At) -> tuple[str, str | None]:
        path = await at.desk.sign_in.finish(verifier)
        return str(path), await at.desk.identity() if at.desk.uses_token_file() else None

    path, username = place.run(finish)
    if as_json:
        print_json({"token_file": path, "username": username})
        return
    typer.echo(f"signed in{f' as {username}' if username else ''}; the token is kept in {path}")
    if username is None:
        complain("DISCOGS_USER_TOKEN or DISCOGS_CREDS is set and goes first; remove it to use this token")
