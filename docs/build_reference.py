"""Writes docs/reference from the code: settings, endpoints, jobs, errors and the command line.

`make docs` writes the pages; a test compares them with what stands in the repository.
"""

import asyncio
import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import msgspec
import typer.main

from alcove.foundation import cli
from alcove.foundation.app import App, Service
from alcove.foundation.clock import SystemClock
from alcove.foundation.deps import Deps
from alcove.foundation.errors import AppError
from alcove.foundation.identity import IdentitySettings, SignInPolicy, build_identity
from alcove.foundation.jobs import Queue, Task
from alcove.foundation.preferences import LivePreferences
from alcove.foundation.realtime import Hub
from alcove.foundation.settings import ServerSettings, describe
from alcove.foundation.web import Api
from alcove.foundation.web.app import plain_error
from alcove.foundation.web.openapi import build_openapi
from alcove.foundation.web.operations import build_server_api
from alcove.main.apps import APPS
from alcove.main.build import SERVER_QUEUES, server_tasks
from alcove.main.commands import build_command_line
from alcove.main.configuration import SERVER_SETTINGS

DOCS = Path(__file__).parent
NOTE = "Written by `make docs` from the code; change the code, not this page."
SERVER = "server"
METHODS = ("get", "post", "put", "patch", "delete")

Document = Mapping[str, Any]


def bare_deps() -> Deps:
    """Return the parts of a process that declare everything and reach nothing."""
    nothing: Any = None
    clock, names, started = SystemClock(), [app.name for app in APPS], [app.settings() for app in APPS]
    identity = build_identity(nothing, settings=IdentitySettings(), apps=names, household=names, clock=clock)
    return Deps(
        server=ServerSettings(),
        load=lambda kind: kind(),
        data_dir=Path("data"),
        dsn="",
        pool=nothing,
        notices=nothing,
        hub=Hub(nothing),
        clock=clock,
        stopping=asyncio.Event(),
        preferences=LivePreferences(nothing, nothing, started=started, given=lambda _: (), clock=clock),
        identity=lambda: identity,
    )


def apis() -> list[Api]:
    """Return the endpoints of every app, those of accounts, and last those of the server itself."""
    deps = bare_deps()
    found = [app.build_api(deps).api for app in APPS]
    accounts = deps.identity().api(deps.identity().authenticator(SignInPolicy(open_address=False)))
    return [*found, accounts, build_server_api(found, probes=(), render_error=plain_error)]


def services() -> list[Api]:
    """Return the endpoints of the roles that are services of their own."""
    return [asyncio.run(_service(service)) for app in APPS for service in app.services.values()]


async def _service(service: Service) -> Api:
    async with service.open(bare_deps()) as parts:
        return parts.api


def tasks(app: App) -> list[Task]:
    """Return what a worker can do for an app."""
    return list(app.build_tasks(bare_deps()))


def setting_kinds() -> dict[str, type[msgspec.Struct]]:
    """Return every settings struct by the part that reads it."""
    return {**SERVER_SETTINGS, **{app.name: app.settings for app in APPS}}


def error_kinds(owner: str) -> list[type[AppError]]:
    """Return every class of error of an app, or of the server, that an answer can carry."""
    apis()
    found = [kind for kind in _heirs(AppError) if kind.__module__.startswith("alcove.") and _owner(kind) == owner]
    return sorted(found, key=lambda kind: (kind.status, kind.code, kind.__module__))


def _heirs(kind: type[AppError]) -> Iterator[type[AppError]]:
    if kind is not AppError:
        yield kind
    for heir in kind.__subclasses__():
        yield from _heirs(heir)


def _owner(kind: type[AppError]) -> str:
    parts = kind.__module__.split(".")
    return parts[2] if parts[1] == "apps" else SERVER


def pages() -> dict[str, str]:
    """Return every generated page by its place below docs; the pages of an app name no other app."""
    made = {
        "reference/settings.md": settings_page(),
        "reference/errors.md": errors_page(SERVER, title="Errors"),
        "reference/cli.md": cli_page(),
        "reference/jobs.md": jobs_page(SERVER_QUEUES, server_tasks(bare_deps()), name="the server"),
        "decisions/README.md": decisions_page(),
    }
    described = apis()
    for app, api in zip(APPS, described, strict=False):
        made |= app_pages(app, api)
    for name, api in [("account", described[-2]), (SERVER, described[-1]), *((api.name, api) for api in services())]:
        made[f"reference/http-{name}.md"] = http_page(api, build_openapi([api]))
    return made


def app_pages(app: App, api: Api) -> dict[str, str]:
    """Return the pages of one app."""
    name = app.name
    return {
        f"reference/http-{name}.md": http_page(api, build_openapi([api], reserved=app.page_addresses)),
        f"reference/settings-{name}.md": _page(f"Settings of {name}", settings_table(app.settings)),
        f"reference/jobs-{name}.md": jobs_page(app.queues, tasks(app), name=name),
        f"reference/errors-{name}.md": errors_page(name, title=f"Errors of {name}"),
        f"reference/cli-{name}.md": app_cli_page(app),
    }


def settings_page() -> str:
    """Return the page of every setting."""
    lines = [
        "Every setting is an environment variable, or the same name in small letters in `alcove.toml`: first the file",
        "in the folder the process starts in, then the one in the data directory. The environment wins. An empty value",
        "counts as not given, that of a switch as off; a wrong one stops the start with the variable's name and what",
        "is allowed. Whatever is a secret can stand in a file instead, which the name with `_FILE` behind it leads to.",
        "",
    ]
    for part, kind in SERVER_SETTINGS.items():
        lines += [f"## {part.capitalize()}", "", *settings_table(kind), ""]
    return _page("Settings", [*lines, "Each app has a page of its own settings: `settings-APP.md` beside this one."])


def settings_table(kind: type[msgspec.Struct]) -> list[str]:
    """Return one row per setting of a struct."""
    rows = [(f"`{doc.name}`", doc.allowed, _code(doc.default), doc.meaning) for doc in describe(kind)]
    return _table(("Name", "Allowed", "Default", "Meaning"), rows)


def jobs_page(queues: Sequence[Queue], tasks: Sequence[Task], *, name: str) -> str:
    """Return the page of the queues and tasks of an app, or of the server itself."""
    served = [(f"`{queue.name}`", str(queue.concurrency)) for queue in queues]
    rows = [
        (f"`{task.name}`", task.queue, str(task.attempts), f"{task.wait:g} s", _code(task.cron or ""), _meaning(task))
        for task in tasks
    ]
    head = ("Task", "Queue", "Starts at most", "First wait", "Periodic", "What it does")
    lines = [
        f"What a worker runs for {name}. A failed start is tried again after the first wait, then twice as long each",
        "time. A periodic task runs once per tick however many workers there are. The queue itself runs `jobs.clean`",
        "every hour, which removes jobs that ended long ago. More: [life of a job](../explain/life-of-a-job.md).",
        "",
        *_table(("Queue", "Jobs at a time in each worker process"), served),
        "",
        *_table(head, rows),
    ]
    return _page(f"Jobs of {name}", lines)


def _meaning(task: Task) -> str:
    """Return the first line of what the task runs, also behind a lambda that only passes arguments on."""
    run: Callable[..., object] = task.run
    while isinstance(run, functools.partial):
        run = run.func
    code = getattr(run, "__code__", None)
    if getattr(run, "__name__", "") == "<lambda>" and code is not None:
        run = getattr(run, "__globals__", {}).get(code.co_names[0], run)
    return (inspect.getdoc(run) or "").partition("\n")[0]


def errors_page(owner: str, *, title: str) -> str:
    """Return the page of the error codes of an app or of the server."""
    rows = [(f"`{kind.code}`", str(kind.status), _first_line(kind)) for kind in error_kinds(owner)]
    lines = [
        "The `code` of an answer that is not a success. Codes are stable; the words beside them are for people and may",
        "change. How an error looks on the wire is on the app's page of endpoints.",
        "",
        *_table(("Code", "Status", "Meaning"), rows),
    ]
    return _page(title, lines)


def _first_line(kind: type[AppError]) -> str:
    return (inspect.getdoc(kind) or "").partition("\n")[0]


def http_page(api: Api, document: Document) -> str:
    """Return the page of one app's endpoints."""
    lines = [
        "Every path is served with and without a slash at its end. `GET` paths answer `HEAD`. The same, for machines:",
        "`/openapi.json`; to try it: `/docs`.",
        "",
    ]
    for path, operations in document["paths"].items():
        for method in METHODS:
            operation = operations.get(method)
            if operation is not None and api.name in operation["tags"]:
                lines += _endpoint(f"{method.upper()} {path}", operation, document)
    shapes = document["components"]["schemas"]
    shown = [name for name in sorted(shapes) if f"`{name}`" in "\n".join(lines)]
    for name in _with_inner(shown, shapes):
        lines += [f"## {name}", "", *_shape(shapes[name], document), ""]
    return _page(api.title, lines)


def _with_inner(names: Sequence[str], shapes: Document) -> list[str]:
    """Return the named shapes and all that they are made of."""
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting += re.findall(r"#/components/schemas/(\w+)", msgspec.json.encode(shapes[name]).decode())
    return sorted(found)


def _shape(schema: Document, document: Document) -> list[str]:
    needed = schema.get("required", ())
    rows = [
        (f"`{name}`", _type(kind, document), "" if name in needed else "may be left out", kind.get("description", ""))
        for name, kind in schema.get("properties", {}).items()
    ]
    words = schema.get("description", "")
    return [words, "", *_table(("Field", "Type", "", "Meaning"), rows)]


def _endpoint(title: str, operation: Document, document: Document) -> list[str]:
    lines = [f"## {title}", "", operation["summary"].rstrip(".") + ".", ""]
    aliases = operation.get("x-aliases", [])
    if aliases:
        lines += [f"Also: {', '.join(f'`{alias}`' for alias in aliases)}.", ""]
    given = [
        (f"`{one['name']}`", one["in"], _sent(one["schema"], document), one.get("description", ""))
        for one in operation.get("parameters", [])
    ]
    if given:
        lines += [*_table(("Parameter", "In", "Type", "Meaning"), given), ""]
    body = operation.get("requestBody")
    if body:
        lines += [*_body(body["content"], document), ""]
    return [*lines, *_table(("Status", "Meaning", "Body"), _answers(operation["responses"], document)), ""]


def _body(content: Document, document: Document) -> list[str]:
    schema = _resolved(next(iter(content.values()))["schema"], document)
    rows = [
        (f"`{name}`", _type(kind, document), kind.get("description", ""))
        for name, kind in schema.get("properties", {}).items()
    ]
    words = f"Body: {', '.join(f'`{kind}`' for kind in content)}."
    return [words, "", *_table(("Field", "Type", "Meaning"), rows)] if rows else [words]


def _answers(responses: Document, document: Document) -> Iterator[Sequence[str]]:
    for status, answer in responses.items():
        shown = ""
        for media_type, content in answer.get("content", {}).items():
            is_success = status.startswith("2")
            shown = _type(content["schema"], document) if is_success else ""
            shown = shown if media_type == "application/json" else f"{media_type}"
        yield status, answer["description"], shown


def _resolved(schema: Document, document: Document) -> Document:
    name = schema.get("$ref", "").rpartition("/")[2]
    return cast("Document", document["components"]["schemas"][name]) if name else schema


def _type(schema: Document, document: Document) -> str:
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
    if "anyOf" in schema:
        kinds = [_type(one, document) for one in schema["anyOf"]]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"])
    kind = str(schema.get("type", "any"))
    if kind == "array" and isinstance(schema.get("items"), Mapping):
        return f"list of {_type(schema['items'], document)}"
    return kind


def _sent(schema: Document, document: Document) -> str:
    """Return the type of what stands in an address, where nothing can be null."""
    return _type(schema, document).removesuffix(" or null")


def cli_page() -> str:
    """Return the page of the server's own commands."""
    codes = [(str(code), words) for code, words in EXIT_CODES.items()]
    lines = [*_table(("Exit code", "Meaning"), codes), ""]
    command = typer.main.get_command(build_command_line([]))
    return _page("Command line", [*lines, *_command(command, path=("alcove",), above=None)])


def app_cli_page(app: App) -> str:
    """Return the page of an app's commands and of its roles."""
    root: Any = typer.main.get_command(build_command_line([app]))
    context = root.context_class(root, info_name="alcove", parent=None)
    lines: list[str] = []
    for name in (*app.services, app.name):
        lines += _command(root.commands[name], path=("alcove", name), above=context)
    return _page(f"Commands of {app.name}", lines)


EXIT_CODES = {
    cli.OK: "done",
    cli.FAILED: "failed; the words before it say why",
    cli.USAGE: "wrong usage of the command",
    cli.CONFLICT: "already running, or what it needs is in use",
    cli.UNCONFIGURED: "a setting is wrong or missing",
}


def _command(command: Any, *, path: tuple[str, ...], above: Any) -> list[str]:
    context = command.context_class(command, info_name=path[-1], parent=above)
    usage = " ".join((*path, *command.collect_usage_pieces(context)))
    lines = [f"## {' '.join(path)}", "", *inspect.cleandoc(command.help or "").splitlines(), "", f"    {usage}", ""]
    rows = list(_options(command, context))
    if rows:
        lines += [*_table(("Option", "Meaning"), rows), ""]
    for name, below in getattr(command, "commands", {}).items():
        if not below.hidden:
            lines += _command(below, path=(*path, name), above=context)
    return lines


def _options(command: Any, context: Any) -> Iterator[tuple[str, str]]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and parameter.opts != ["--help"]:
            yield f"`{record[0].strip()}`", record[1]


def decisions_page() -> str:
    """Return the index of decisions."""
    found = [
        (path.name, path.read_text().partition("\n")[0]) for path in sorted((DOCS / "decisions").glob("[0-9]*.md"))
    ]
    titles = [(name, *heading.lstrip("# ").split(". ", 1)) for name, heading in found if not name.startswith("0000")]
    lines = [
        "Each record says what was decided, why, and what would make us decide again. New ones start from the",
        "[template](0000-template.md) and take the next free number.",
        "",
        *_table(("", "Decision"), [(number, f"[{title}]({name})") for name, number, title in titles]),
    ]
    return _page("Decisions", lines)


def _code(text: str) -> str:
    return f"`{text}`" if text not in ("", "not set") else text


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(" ".join(cell.split()).replace("|", r"\|") for cell in cells) + " |"

    return [line(head), "|" + "---|" * len(head), *(line(row) for row in rows)]


def _page(title: str, lines: Sequence[str]) -> str:
    return "\n".join([f"# {title}", "", NOTE, "", *lines]).rstrip() + "\n"


def main() -> int:
    """Write the pages and remove those whose app is gone."""
    made = pages()
    for page in (DOCS / "reference").glob("*.md"):
        if f"reference/{page.name}" not in made and NOTE in page.read_text():
            page.unlink()
    for name, text in made.items():
        (DOCS / name).write_text(text)
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
