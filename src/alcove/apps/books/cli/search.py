"""`alcove books search`, `info` and `sources`."""

from typing import Annotated

import msgspec
import typer

from alcove.apps.books.cli.runner import book_table, open_books
from alcove.foundation.cli import (
    FAILED,
    JSON_OUTPUT,
    DataDir,
    format_value,
    print_error,
    print_json,
    print_table,
    text_table,
)

Values = list[str] | None
Author = Annotated[Values, typer.Option("--author", help="An author; may be repeated.")]
Title = Annotated[Values, typer.Option("--title", help="Words of the title; may be repeated.")]
Isbn = Annotated[Values, typer.Option("--isbn", help="An ISBN; may be repeated.")]
Lang = Annotated[Values, typer.Option("--lang", help="A language such as en, or all; may be repeated.")]
Format = Annotated[Values, typer.Option("--format", help="A format such as epub; may be repeated.")]


def search(  # noqa: PLR0913 - one for each option
    words: Annotated[list[str] | None, typer.Argument(help="Words to search for.")] = None,
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
    """Search all catalogues; those that do not answer are named, and so is what others leave out."""
    from alcove.apps.books.search import SearchQuery  # noqa: PLC0415 - help needs none of it

    query = SearchQuery(
        query=" ".join(words or ()), author=tuple(author or ()), title=tuple(title or ()), isbn=tuple(isbn or ()),
        lang=tuple(lang or ()), format=tuple(format_ or ()), sort=(sort,) if sort else (),
    )  # fmt: skip
    with open_books(data_dir) as runner:
        result = runner.run(lambda context: context.facade.search(query))
    for name, reason in result.errors.items():
        print_error(f"{name}: {reason}")
    for name, reason in result.left_out.items():
        print_error(f"{name}: {reason}")
    if as_json:
        books = [_to_dict(book) for book in result.books]
        print_json({"books": books, "errors": dict(result.errors), "left_out": dict(result.left_out)})
    elif result.books:
        print_table(book_table(result.books))
    else:
        typer.echo("nothing was found")


def info(
    book_id: Annotated[str, typer.Argument(metavar="ID", help="The id that the search shows.")],
    data_dir: DataDir = None,
    *,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Show the details of one file."""
    with open_books(data_dir) as runner:
        book = runner.run(lambda context: context.facade.find_book(book_id))
    values = _to_dict(book)
    if as_json:
        print_json(values)
        return
    # `added_at` as a datetime, because the JSON value is a string for scripts.
    texts = {name: format_value(value) for name, value in {**values, "added_at": book.added_at}.items()}
    print_table(text_table(("", ""), [(name, text) for name, text in texts.items() if text]))


def sources(
    data_dir: DataDir = None,
    *,
    ask: Annotated[bool, typer.Option("--ask/--no-ask", help="Check whether each answers.")] = True,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """List the catalogues that are searched; exit with 1 when one does not answer."""
    with open_books(data_dir) as runner:
        statuses = runner.run(lambda context: context.facade.list_sources(ask=ask))
    if as_json:
        print_json({"sources": statuses})
    else:
        rows = [
            (status.name, status.display_name, _describe_state(status.needs, status.problem, ask=ask))
            for status in statuses
        ]
        print_table(text_table(("name", "catalogue", "state"), rows))
    if any(status.problem for status in statuses):
        raise typer.Exit(FAILED)


def _describe_state(needs: str, problem: str, *, ask: bool) -> str:
    if needs:
        return f"needs {needs}"
    return problem or ("answers" if ask else "")


def _to_dict(book: object) -> dict[str, object]:
    """Return a book as JSON values, without the address of its cover image."""
    values: dict[str, object] = msgspec.to_builtins(book)
    del values["cover_url"]
    return values
