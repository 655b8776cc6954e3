"""`alcove books doctor`, `password`, `token` and `saved`."""

import sys
from typing import Annotated

import typer

from alcove.apps.books.cli.runner import open_books, text_table
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
)

MIN_PASSWORD = 8

token = typer.Typer(name="token", help="Tokens by which scripts sign in.", no_args_is_help=True)
saved = typer.Typer(name="saved", help="Searches that run by themselves.", no_args_is_help=True)


def doctor(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Check folders, catalogues and sign-in of the books; exit 1 when something does not work."""
    with open_books(data_dir) as runner:
        checks = runner.run(lambda context: context.facade.checks())
    healthy = all(check.fine for check in checks)
    if as_json:
        print_json({"healthy": healthy, "checks": checks})
    else:
        print_table(
            text_table(("", "", ""), [("ok" if check.fine else "failed", check.name, check.detail) for check in checks])
        )
    raise typer.Exit(OK if healthy else FAILED)


def password() -> None:
    """Make the value of BUILTIN_PASSWORD_HASH from a password, which is asked for or read from standard input."""
    if sys.stdin.isatty():
        given = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if len(given) < MIN_PASSWORD:
        raise CommandError(f"a password needs {MIN_PASSWORD} letters at least", code=USAGE)
    from alcove.foundation.identity import hash_werkzeug_password  # noqa: PLC0415 - help needs none of it

    typer.echo(hash_werkzeug_password(given))


@token.command("add")
def token_add(
    name: Annotated[str, typer.Argument(help="What the token is called.")],
    data_dir: DataDir = None,
    *,
    user: Annotated[str, typer.Option("--user", help="In whose name it acts; its own by default.")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="Let it change settings, too.")] = False,
) -> None:
    """Make a token and print it; nobody can see it again."""
    with open_books(data_dir) as runner:
        typer.echo(runner.run(lambda context: context.facade.tokens.add(name, username=user or name, is_admin=admin)))


@token.command("list")
def token_list(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """List the tokens, without what they are."""
    with open_books(data_dir) as runner:
        found = runner.run(lambda context: context.facade.tokens.list())
    if as_json:
        print_json({"tokens": found})
    else:
        print_table(
            text_table(found[0] if found else ("name",), [list(map(format_value, row.values())) for row in found])
        )


@token.command("remove")
def token_remove(
    name: Annotated[str, typer.Argument(help="What the token is called.")], data_dir: DataDir = None
) -> None:
    """Remove a token; who uses it is signed out at once."""
    with open_books(data_dir) as runner:
        runner.run(lambda context: context.facade.tokens.remove(name))


@saved.command("add")
def saved_add(  # noqa: PLR0913 - one for each option
    name: Annotated[str, typer.Argument(help="What the search is called.")],
    words: Annotated[list[str] | None, typer.Argument(help="What to search for.")] = None,
    *,
    data_dir: DataDir = None,
    author: Author = None,
    title: Title = None,
    isbn: Isbn = None,
    lang: Lang = None,
    format_: Format = None,
    most: Annotated[int, typer.Option("--most", help="Most books that one run queues.", min=1, max=50)] = 5,
    queue: Annotated[bool, typer.Option("--queue/--note", help="Whether to queue what is found.")] = True,
) -> None:
    """Save a search that runs by itself and queues what is new."""
    from alcove.apps.books.saved import SavedSearchForm  # noqa: PLC0415 - help needs none of it

    form = SavedSearchForm(
        name=name, query=" ".join(words or ()), author=author or [], title=title or [], isbn=isbn or [],
        lang=lang or [], format=format_ or [], most_per_run=most, queue_matches=queue,
    )  # fmt: skip
    with open_books(data_dir) as runner:
        typer.echo(runner.run(lambda context: context.facade.save(form)))


@saved.command("list")
def saved_list(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """List the saved searches, and what they have found."""
    with open_books(data_dir) as runner:
        found = runner.run(lambda context: context.facade.saved())
    if as_json:
        print_json({"searches": found})
        return
    headings = ("id", "name", "enabled", "found", "queued", "ran_at", "error")
    print_table(text_table(headings, [[format_value(getattr(row, name)) for name in headings] for row in found]))


@saved.command("remove")
def saved_remove(
    number: Annotated[int, typer.Argument(help="The number that the list shows.")], data_dir: DataDir = None
) -> None:
    """Forget a saved search; what it queued stays queued."""
    with open_books(data_dir) as runner:
        runner.run(lambda context: context.facade.forget(number))
