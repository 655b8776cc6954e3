"""Everything that an app declares exists: the targets of its lazy imports, the queues of its tasks, its pages."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from alcove.apps import __path__ as app_folders
from alcove.foundation.app import App, Lazy, lazy
from alcove.main.apps import APPS
from arch.tree import ROOT, expect_none

EVERY_APP = pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)


def test_every_folder_is_declared() -> None:
    """The list has each folder of apps once, under the folder's name."""
    folders = {path.parent.name for folder in app_folders for path in Path(folder).glob("*/__init__.py")}
    assert sorted(app.name for app in APPS) == sorted(folders)


@EVERY_APP
def test_every_lazy_target_exists(app: App) -> None:
    """What an app imports on first use can be imported and called, also deep inside its services."""
    targets = list(_lazy_parts(app))
    assert targets
    expect_none(part.target for part in targets if not callable(part.resolve()))


def test_lazy_targets_are_found_wherever_they_are() -> None:
    """Fields, mappings, sequences and objects inside them are looked into."""
    deep = {"a": [Holder(lazy("x:y")), (lazy("x:z"),)]}
    assert [part.target for part in _lazy_parts(deep)] == ["x:y", "x:z"]


@dataclasses.dataclass
class Holder:
    """An object that holds a lazy import, as a service does."""

    part: object


def _lazy_parts(thing: object) -> Iterator[Lazy]:
    """Yield every lazy import inside a declared object."""
    if isinstance(thing, Lazy):
        yield thing
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for field in dataclasses.fields(thing):
            yield from _lazy_parts(getattr(thing, field.name))
    elif isinstance(thing, dict):
        yield from _lazy_parts(list(thing.values()))
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from _lazy_parts(part)


@EVERY_APP
def test_every_task_is_in_a_declared_queue(app: App, reference: ModuleType) -> None:
    """A worker takes the queues that are declared: a task in another one would wait for ever."""
    queues = {queue.name for queue in app.queues}
    tasks = reference.list_tasks(app)
    expect_none(f"{task.name} in {task.queue}" for task in tasks if task.queue not in queues)
    expect_none(sorted(queues - {task.queue for task in tasks}))


def test_no_queue_or_task_has_two_owners(reference: ModuleType) -> None:
    """Queues, tasks and services are known by their names to one worker and one command line, whoever declares them."""
    names = [f"queue {queue.name}" for app in APPS for queue in app.queues]
    names += [f"task {task.name}" for app in APPS for task in reference.list_tasks(app)]
    names += [f"service {service}" for app in APPS for service in app.services]
    expect_none(sorted({name for name in names if names.count(name) > 1}))


@EVERY_APP
@pytest.mark.parametrize("kind", ["settings", "errors", "jobs", "http", "cli"])
def test_every_app_has_its_pages(app: App, kind: str) -> None:
    """Settings, errors, jobs, endpoints and commands of an app have a page of their own."""
    page = ROOT / "docs" / "reference" / f"{kind}-{app.name}.md"
    assert page.read_text().startswith("# ")
