"""`alcove books doctor`, `password`, `token` and `saved`."""

import sys
from typing import Annotated

import typer

from alcove.apps.books.cli.runner import open_books
from alcove.apps.books.cli.search import Author, Format, Isbn, Lang, Title
from alcove.foundation.cli import (
    FAILED,
    JSON_OUTPUT,
    OK,
    USAGE,
    CommandError,
    DataDir,
    format_value,
    print_json,
    print_table,
    text_table,
)

MIN_PASSWORD = 8

token = typer.Typer(name="token", help="API tokens for scripts.", no_args_is_help=True)
saved = typer.Typer(name="saved", help="Saved searches, which run on a schedule.", no_args_is_help=True)


def doctor(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Check folders, catalogues and sign-in; exit with 1 when a check fails."""
    with open_books(data_dir) as runner:
        checks = runner.run(lambda context: context.facade.run_checks())
    healthy = all(check.ok for check in checks)
    if as_json:
        print_json({"healthy": healthy, "checks": checks})
    else:
        print_table(
            text_table(("", "", ""), [("ok" if check.ok else "failed", check.name, check.detail) for check in checks])
        )
    raise typer.Exit(OK if healthy else FAILED)


def password() -> None:
    """Print the value of BUILTIN_PASSWORD_HASH for a password, from a prompt or standard input."""
    if sys.stdin.isatty():
        value = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        value = sys.stdin.readline().rstrip("\r\n")
    if len(value) < MIN_PASSWORD:
        raise CommandError(f"a password needs {MIN_PASSWORD} characters at least", code=USAGE)
    from alcove.foundation.identity import hash_werkzeug_password  # noqa: PLC0415 - help needs none of it

    typer.echo(hash_werkzeug_password(value))


@token.command("add")
def add_token(
    name: Annotated[str, typer.Argument(help="The name of the token.")],
    data_dir: DataDir = None,
    *,
    user: Annotated[str, typer.Option("--user", help="The user that it acts as; its own name by default.")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="Allow it to change settings.")] = False,
) -> None:
    """Create a token and print it; it cannot be shown again."""
    with open_books(data_dir) as runner:
        typer.echo(runner.run(lambda context: context.facade.tokens.add(name, username=user or name, is_admin=admin)))


@token.command("list")
def list_tokens(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """List the tokens, without their secrets."""
    with open_books(data_dir) as runner:
        tokens = runner.run(lambda context: context.facade.tokens.list())
    if as_json:
        print_json({"tokens": tokens})
    else:
        headings = tokens[0] if tokens else ("name",)
        print_table(text_table(headings, [list(map(format_value, row.values())) for row in tokens]))


@token.command("remove")
def remove_token(name: Annotated[str, typer.Argument(help="The name of the token.")], data_dir: DataDir = None) -> None:
    """Remove a token; requests with it are refused at once."""
    with open_books(data_dir) as runner:
        runner.run(lambda context: context.facade.tokens.remove(name))


@saved.command("add")
def add_saved_search(  # noqa: PLR0913 - one for each option
    name: Annotated[str, typer.Argument(help="The name of the search.")],
    words: Annotated[list[str] | None, typer.Argument(help="Words to search for.")] = None,
    *,
    data_dir: DataDir = None,
    author: Author = None,
    title: Title = None,
    isbn: Isbn = None,
    lang: Lang = None,
    format_: Format = None,
    most: Annotated[int, typer.Option("--most", help="The most books that one run queues.", min=1, max=50)] = 5,
    queue: Annotated[bool, typer.Option("--queue/--note", help="Queue new books, or only count them.")] = True,
) -> None:
    """Save a search that runs on a schedule and queues new books."""
    from alcove.apps.books.saved import SavedSearchForm  # noqa: PLC0415 - help needs none of it

    form = SavedSearchForm(
        name=name, query=" ".join(words or ()), author=author or [], title=title or [], isbn=isbn or [],
        lang=lang or [], format=format_ or [], most_per_run=most, queue_matches=queue,
    )  # fmt: skip
    with open_books(data_dir) as runner:
        typer.echo(runner.run(lambda context: context.facade.save_search(form)))


@saved.command("list")
def list_saved_searches(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """List the saved searches and what they have found."""
    with open_books(data_dir) as runner:
        searches = runner.run(lambda context: context.facade.list_saved_searches())
    if as_json:
        print_json({"searches": searches})
        return
    headings = ("id", "name", "enabled", "found", "queued", "ran_at", "error")
    print_table(
        text_table(headings, [[format_value(getattr(search, name)) for name in headings] for search in searches])
    )


@saved.command("remove")
def remove_saved_search(
    number: Annotated[int, typer.Argument(help="The id that the list shows.")], data_dir: DataDir = None
) -> None:
    """Remove a saved search; books that it queued stay queued."""
    with open_books(data_dir) as runner:
        runner.run(lambda context: context.facade.remove_saved_search(number))
