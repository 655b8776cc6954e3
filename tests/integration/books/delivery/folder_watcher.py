"""The inotify events that the watcher of a library would receive, with the file's size at that moment."""

import ctypes
import os
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_KINDS = {0x00000100: "created", 0x00000008: "closed", 0x00000080: "moved to", 0x00000200: "deleted"}
_NONBLOCK = 0x800


@dataclass(frozen=True, slots=True)
class Event:
    """One inotify event; `size` is None when the file no longer existed."""

    kind: str
    name: str
    size: int | None


@contextmanager
def watch_folder(folder: Path) -> Iterator[Callable[[], list[Event]]]:
    """Watch a folder during the block; the yielded function returns the events so far."""
    library = ctypes.CDLL(None, use_errno=True)
    descriptor = library.inotify_init1(_NONBLOCK)
    assert descriptor >= 0
    assert library.inotify_add_watch(descriptor, os.fsencode(folder), sum(_KINDS)) >= 0
    events: list[Event] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.wait(0.0005):
            drain()

    def drain() -> None:
        try:
            data = os.read(descriptor, 65536)
        except BlockingIOError:
            return
        while data:
            _, mask, _, length = struct.unpack_from("iIII", data)
            name = data[16 : 16 + length].rstrip(b"\0").decode()
            data = data[16 + length :]
            events.extend(Event(kind, name, _size(folder / name)) for bit, kind in _KINDS.items() if mask & bit)

    reader = threading.Thread(target=read)
    reader.start()

    def collect_events() -> list[Event]:
        stop.set()
        reader.join()
        drain()
        return events

    try:
        yield collect_events
    finally:
        collect_events()
        os.close(descriptor)


def _size(path: Path) -> int | None:
    try:
        return path.lstat().st_size
    except FileNotFoundError:
        return None
