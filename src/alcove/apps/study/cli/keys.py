"""`alcove study keys`."""

from typing import Annotated

import typer

from alcove.apps.study.keys import KeyStore, check_settings
from alcove.apps.study.settings import StudySettings
from alcove.foundation.cli import COMMAND_ENVIRONMENT, JSON_OUTPUT, DataDir, print_json, print_table, text_table
from alcove.foundation.clock import SystemClock


def show_keys(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Print the keys for programs; they are made at the first call, or at the first start of the server.

    The secret key and the service_role key pass row security: keep them on servers.
    """
    environment = COMMAND_ENVIRONMENT.get()
    configuration = environment.read_configuration(environment.with_data_dir(data_dir))
    check_settings(configuration)
    store = KeyStore(configuration.load(StudySettings), data_dir=configuration.data_dir, clock=SystemClock())
    keys = store.keys
    shown = {
        "anon_key": keys.anon_key,
        "service_role_key": keys.service_role_key,
        "publishable_key": keys.publishable_key,
        "secret_key": keys.secret_key,
    }
    if as_json:
        # HS256 has no public keys.
        print_json({**shown, "jwks": {"keys": []}})
    else:
        print_table(text_table(("key", "value"), list(shown.items())))
    raise typer.Exit
