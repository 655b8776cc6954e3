"""`alcove cert`: create a self-signed certificate."""

from typing import Annotated, Final

import typer

from alcove.foundation.cli import COMMAND_ENVIRONMENT, CONFLICT, FAILED, CommandError, DataDir
from alcove.foundation.clock import SystemClock
from alcove.foundation.settings import write_private_file
from alcove.main.configuration import TLS_FOLDER, prepare_data_dir, read_configuration
from alcove.main.self_signed import make_self_signed

DEFAULT_DAYS: Final = 825
"""The longest validity of a user-trusted certificate that Apple's systems accept."""


def cert(
    names: Annotated[list[str], typer.Argument(help="Host names and addresses of this server.", metavar="NAME")],
    data_dir: DataDir = None,
    *,
    days: Annotated[int, typer.Option("--days", min=1, max=3650, help="Days for which it is valid.")] = DEFAULT_DAYS,
    replace: Annotated[bool, typer.Option("--replace", help="Replace an existing certificate.")] = False,
) -> None:
    """Create a self-signed certificate in the data directory, and print the settings for it."""
    configuration = read_configuration(COMMAND_ENVIRONMENT.get().with_data_dir(data_dir))
    folder = configuration.data_dir / TLS_FOLDER
    chain, key = folder / "cert.pem", folder / "key.pem"
    if not replace and (chain.exists() or key.exists()):
        raise CommandError(f"{folder} already has a certificate; --replace overwrites it", code=CONFLICT)
    certificate = make_self_signed(names, now=SystemClock().now(), days=days)
    prepare_data_dir(configuration.data_dir)
    try:
        write_private_file(key, certificate.key)
        write_private_file(chain, certificate.certificate)
    except OSError as error:
        raise CommandError(f"{folder} cannot be written: {error.strerror}", code=FAILED) from error
    typer.echo(f"ALCOVE_TLS_CERT={chain}\nALCOVE_TLS_KEY={key}")
    typer.echo(f"Browsers show a warning for it; its SHA-256 fingerprint is {certificate.fingerprint}", err=True)
