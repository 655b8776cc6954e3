"""`alcove cert`: makes a self-signed certificate for https at home."""

from typing import Annotated, Final

import typer

from alcove.foundation.cli import COMMAND_ENVIRONMENT, CONFLICT, FAILED, CommandError, DataDir
from alcove.foundation.clock import SystemClock
from alcove.foundation.settings import write_private_file
from alcove.main.configuration import prepare_data_dir, read_configuration
from alcove.main.self_signed import make_self_signed

FOLDER: Final = "tls"
DAYS: Final = 825
"""The longest that Apple's systems accept of a certificate that its owner has trusted by hand."""


def cert(
    names: Annotated[list[str], typer.Argument(help="Host names and addresses that people type.", metavar="NAME")],
    data_dir: DataDir = None,
    *,
    days: Annotated[int, typer.Option("--days", min=1, max=3650, help="How long it is valid.")] = DAYS,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the one that is there.")] = False,
) -> None:
    """Make a self-signed certificate in the data directory, and print the settings that use it."""
    configuration = read_configuration(COMMAND_ENVIRONMENT.get().with_data_dir(data_dir))
    folder = configuration.data_dir / FOLDER
    chain, key = folder / "cert.pem", folder / "key.pem"
    if not replace and (chain.exists() or key.exists()):
        raise CommandError(f"{folder} already holds a certificate; --replace makes a new one there", code=CONFLICT)
    made = make_self_signed(names, now=SystemClock().now(), days=days)
    prepare_data_dir(configuration.data_dir)
    try:
        write_private_file(key, made.key)
        write_private_file(chain, made.certificate)
    except OSError as error:
        raise CommandError(f"{folder} cannot be written: {error.strerror}", code=FAILED) from error
    typer.echo(f"ALCOVE_TLS_CERT={chain}\nALCOVE_TLS_KEY={key}")
    typer.echo(f"Browsers warn of it once; its SHA-256 fingerprint is {made.fingerprint}", err=True)
