"""`alcove study`: the commands of the app."""

import typer

from alcove.apps.study.app import APP
from alcove.apps.study.cli import (
    alerts,
    archive,
    ask,
    clients,
    embeddings,
    keys,
    migrate,
    project,
    providers,
    users,
    vault,
)

__all__ = ["build_commands"]


def build_commands() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(name=APP.name, help=APP.title, no_args_is_help=True)
    app.callback()(_group)
    app.add_typer(keys.app)
    app.command("key")(keys.show_key)
    app.add_typer(users.app)
    app.command("export")(archive.export_account)
    app.command("import")(archive.import_account)
    app.command("token")(users.print_token)
    app.command("ask")(ask.ask_tutor)
    app.command("providers")(providers.list_providers)
    app.command("migrate")(migrate.migrate_project)
    app.add_typer(project.app)
    app.add_typer(vault.app)
    app.add_typer(clients.app)
    app.add_typer(alerts.alerts_app)
    app.add_typer(alerts.errors_app)
    app.command("embeddings")(embeddings.show_embeddings)
    return app


def _group() -> None:
    """Serve programs for Supabase: keys, data, row security."""
