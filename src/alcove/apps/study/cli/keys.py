"""`alcove study keys` and `alcove study key`: the keys for programs, and those that sign tokens."""

from typing import Annotated, Literal

import typer

from alcove.apps.study.keys import Algorithm, KeyStore, ProjectKeys, check_settings, retire, rotate
from alcove.apps.study.keys.model import public_key
from alcove.apps.study.settings import StudySettings
from alcove.foundation.cli import COMMAND_ENVIRONMENT, JSON_OUTPUT, DataDir, print_json, print_table, text_table
from alcove.foundation.clock import SystemClock

app = typer.Typer(name="keys")


@app.callback(invoke_without_command=True)
def show_keys(
    context: typer.Context, data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False
) -> None:
    """Print the keys for programs; they are made at the first call, or at the first start of the server.

    The secret key and the service_role key pass row security: keep them on servers.
    """
    if context.invoked_subcommand is not None:
        return
    keys = open_keys(data_dir).keys
    shown = _programs_keys(keys)
    if as_json:
        print_json({**shown, "jwks": {"keys": [public_key(key) for key in keys.signing_keys]}})
        raise typer.Exit
    rows = list(shown.items())
    for key in keys.signing_keys:
        state = "signs tokens" if "sign" in key["key_ops"] else "verifies tokens"
        rows.append((f"{key['alg']}, {state}", str(key["kid"])))
    print_table(text_table(("key", "value"), rows))
    raise typer.Exit


@app.command("rotate")
def rotate_keys(
    data_dir: DataDir = None,
    *,
    algorithm: Annotated[
        Algorithm, typer.Option("--algorithm", help="ES256 or RS256 make a new key; HS256 signs with the secret again.")
    ] = "ES256",
) -> None:
    """Sign tokens with a new key from now on; running servers use it within a second.

    Tokens of earlier keys stay valid until `retire`. Programs find the public keys at /auth/v1/.well-known/jwks.json.
    """
    store = open_keys(data_dir)
    store.change_signing_keys(lambda keys: rotate(keys, algorithm))
    signing = next((key["kid"] for key in store.keys.signing_keys if "sign" in key["key_ops"]), "the secret")
    typer.echo(f"tokens are signed with {algorithm}: {signing}")


@app.command("retire")
def retire_key(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="Id of an earlier key.")], data_dir: DataDir = None
) -> None:
    """Refuse the tokens of an earlier key from now on."""
    store = open_keys(data_dir)
    store.change_signing_keys(lambda keys: retire(keys, key_id))
    typer.echo(f"retired the key {key_id}")


def show_key(
    name: Annotated[
        Literal["anon", "service_role", "publishable", "secret"], typer.Argument(metavar="NAME", help="Which key.")
    ],
    data_dir: DataDir = None,
) -> None:
    """Print one key, for scripts: anon, service_role, publishable or secret."""
    typer.echo(_programs_keys(open_keys(data_dir).keys)[f"{name}_key"])


def open_keys(data_dir: str | None) -> KeyStore:
    """Return the keys of the data directory; SettingError."""
    environment = COMMAND_ENVIRONMENT.get()
    configuration = environment.read_configuration(environment.with_data_dir(data_dir))
    check_settings(configuration)
    return KeyStore(configuration.load(StudySettings), data_dir=configuration.data_dir, clock=SystemClock())


def _programs_keys(keys: ProjectKeys) -> dict[str, str]:
    return {
        "anon_key": keys.anon_key,
        "service_role_key": keys.service_role_key,
        "publishable_key": keys.publishable_key,
        "secret_key": keys.secret_key,
    }
