"""`alcove books search`, `info` and `sources`."""

from typing import Annotated

import msgspec
import typer

from alcove.apps.books.cli.runner import book_table, open_books, text_table
from alcove.foundation.cli import FAILED, JSON_OUTPUT, DataDir, format_value, print_error, print_json, print_table

Several = list[str] | None
Author = Annotated[Several, typer.Option("--author", help="Whose books; may be repeated.")]
Title = Annotated[Several, typer.Option("--title", help="Words of the title; may be repeated.")]
Isbn = Annotated[Several, typer.Option("--isbn", help="An ISBN; may be repeated.")]
Lang = Annotated[Several, typer.Option("--lang", help="A language such as en, or all; may be repeated.")]
Format = Annotated[Several, typer.Option("--format", help="A format such as epub; may be repeated.")]


def search(  # noqa: PLR0913 - one for each option
    words: Annotated[list[str] | None, typer.Argument(help="What to search for.")] = None,
    data_dir: DataDir = None,
    *,
    author: Author = None,
    title: Title = None,
    isbn: Isbn = None,
    lang: Lang = None,
    format_: Format = None,
    sort: Annotated[str, typer.Option("--sort", help="newest, oldest, largest, smallest; relevance by default.")] = "",
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Search all catalogues at once; a catalogue that does not answer is named and left out."""
    from alcove.apps.books.search import SearchQuery  # noqa: PLC0415 - help needs none of it

    query = SearchQuery(
        query=" ".join(words or ()), author=tuple(author or ()), title=tuple(title or ()), isbn=tuple(isbn or ()),
        lang=tuple(lang or ()), format=tuple(format_ or ()), sort=(sort,) if sort else (),
    )  # fmt: skip
    with open_books(data_dir) as runner:
        answer = runner.run(lambda context: context.facade.search(query))
    for name, reason in answer.errors.items():
        print_error(f"{name}: {reason}")
    if as_json:
        print_json({"books": [_to_dict(book) for book in answer.books], "errors": dict(answer.errors)})
    elif answer.books:
        print_table(book_table(answer.books))
    else:
        typer.echo("nothing was found")


def info(
    book_id: Annotated[str, typer.Argument(metavar="ID", help="What the search shows in front of a title.")],
    data_dir: DataDir = None,
    *,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Describe one file."""
    with open_books(data_dir) as runner:
        book = runner.run(lambda context: context.facade.info(book_id))
    account = _to_dict(book)
    if as_json:
        print_json(account)
        return
    # The time as one, not as a script is told it.
    lines = {name: format_value(value) for name, value in {**account, "added_at": book.added_at}.items()}
    print_table(text_table(("", ""), [(name, words) for name, words in lines.items() if words]))


def sources(
    data_dir: DataDir = None,
    *,
    ask: Annotated[bool, typer.Option("--ask/--no-ask", help="Whether to ask each whether it answers.")] = True,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """List the catalogues that are searched; exit 1 when one does not answer."""
    with open_books(data_dir) as runner:
        states = runner.run(lambda context: context.facade.source_states(ask=ask))
    if as_json:
        print_json({"sources": states})
    else:
        lines = [
            (state.name, state.display_name, _describe_state(state.needs, state.trouble, ask=ask)) for state in states
        ]
        print_table(text_table(("name", "catalogue", "state"), lines))
    if any(state.trouble for state in states):
        raise typer.Exit(FAILED)


def _describe_state(needs: str, trouble: str, *, ask: bool) -> str:
    if needs:
        return f"needs {needs}"
    return trouble or ("answers" if ask else "")


def _to_dict(book: object) -> dict[str, object]:
    """Return a book for a script, without where its picture is."""
    account: dict[str, object] = msgspec.to_builtins(book)
    del account["cover_url"]
    return account
