"""`alcove books doctor`, `password`, `token` and `saved`."""

import sys
from typing import Annotated

import typer

from alcove.apps import books
from alcove.main.commands.books.finding import Author, Format, Isbn, Lang, Title
from alcove.main.commands.books.office import office
from alcove.main.commands.books.showing import print_json, rows, show
from alcove.main.commands.options import JSON_OUTPUT, DataDir
from alcove.main.exits import FAILED, OK, USAGE, Refused
from alcove.main.terminal import in_words

SHORTEST = 8

token = typer.Typer(name="token", help="Tokens by which scripts sign in.", no_args_is_help=True)
saved = typer.Typer(name="saved", help="Searches that run by themselves.", no_args_is_help=True)


def doctor(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Check folders, catalogues and sign-in of the books; exit 1 when something does not work."""
    with office(data_dir) as place:
        checks = place.run(lambda at: at.desk.checks())
    healthy = all(check.fine for check in checks)
    if as_json:
        print_json({"healthy": healthy, "checks": checks})
    else:
        show(rows(("", "", ""), [("ok" if each.fine else "failed", each.name, each.detail) for each in checks]))
    raise typer.Exit(OK if healthy else FAILED)


def password() -> None:
    """Make the value of BUILTIN_PASSWORD_HASH from a password, which is asked for or read from standard input."""
    if sys.stdin.isatty():
        given = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if len(given) < SHORTEST:
        raise Refused(f"a password needs {SHORTEST} letters at least", code=USAGE)
    typer.echo(books.hash_password(given))


@token.command("add")
def token_add(
    name: Annotated[str, typer.Argument(help="What the token is called.")],
    data_dir: DataDir = None,
    *,
    user: Annotated[str, typer.Option("--user", help="In whose name it acts; its own by default.")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="Let it change settings, too.")] = False,
) -> None:
    """Make a token and print it; nobody can see it again."""
    with office(data_dir) as place:
        typer.echo(place.run(lambda at: at.desk.add_token(name, username=user or name, is_admin=admin)))


@token.command("list")
def token_list(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """List the tokens, without what they are."""
    with office(data_dir) as place:
        found = place.run(lambda at: at.desk.tokens())
    if as_json:
        print_json({"tokens": found})
    else:
        show(rows(found[0] if found else ("name",), [list(map(in_words, each.values())) for each in found]))


@token.command("remove")
def token_remove(
    name: Annotated[str, typer.Argument(help="What the token is called.")], data_dir: DataDir = None
) -> None:
    """Remove a token; who uses it is signed out at once."""
    with office(data_dir) as place:
        place.run(lambda at: at.desk.end_token(name))


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
    from alcove.apps.books.schemas.saved import SavedSearchForm  # noqa: PLC0415 - help needs none of it

    form = SavedSearchForm(
        name=name, query=" ".join(words or ()), author=author or [], title=title or [], isbn=isbn or [],
        lang=lang or [], format=format_ or [], most_per_run=most, queue_matches=queue,
    )  # fmt: skip
    with office(data_dir) as place:
        typer.echo(place.run(lambda at: at.desk.save(form)))


@saved.command("list")
def saved_list(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """List the saved searches, and what they have found."""
    with office(data_dir) as place:
        found = place.run(lambda at: at.desk.saved())
    if as_json:
        print_json({"searches": found})
        return
    headings = ("id", "name", "enabled", "found", "queued", "ran_at", "error")
    show(rows(headings, [[in_words(getattr(each, name)) for name in headings] for each in found]))


@saved.command("remove")
def saved_remove(
    number: Annotated[int, typer.Argument(help="The number that the list shows.")], data_dir: DataDir = None
) -> None:
    """Forget a saved search; what it queued stays queued."""
    with office(data_dir) as place:
        place.run(lambda at: at.desk.forget(number))
