"""Metric values of one process, in memory and in a file that the other processes of the host read.

The file has the format of prometheus_client's multi-process files, which MultiProcessCollector reads. It is written
with ordinary writes, because prometheus_client's own memory-mapped values kill the process (SIGBUS) on a full disk.
"""

import atexit
import os
import struct
from contextlib import suppress
from pathlib import Path
from threading import Lock, Timer
from typing import Final

from prometheus_client.mmap_dict import MmapedDict, mmap_key

_HEADER: Final = struct.Struct("<i4x")
_KEY_LENGTH: Final = struct.Struct("<i")
_SAMPLE: Final = struct.Struct("<dd")
WRITE_DELAY: Final = 0.25
"""Seconds after which changes are written: a write for each would take longer than the rest of counting."""


class SharedValueFile:
    """The samples of one process; they are written a moment later, and when the process ends.

    What the disk has no room for stays in memory until it has. An existing file of an earlier process with the same
    name is continued, so that counters never go back.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._content = bytearray(_HEADER.size)
        self._positions: dict[str, int] = {}
        self._file = -1
        self._visible = 0
        self._changed_from, self._changed_to = 0, 0
        self._timer: Timer | None = None
        self._load()
        atexit.register(self.flush)

    def add(self, key: str) -> int:
        """Return the position of the sample of `key`, which is created if it is new."""
        with self._lock:
            position = self._positions.get(key)
            return self._append(key, value=0.0) if position is None else position

    def read(self, position: int) -> float:
        """Return the value of a sample."""
        value: float = _SAMPLE.unpack_from(self._content, position)[0]
        return value

    def increase(self, position: int, amount: float) -> None:
        """Add to the value of a sample."""
        with self._lock:
            self._set(position, self.read(position) + amount)

    def write(self, position: int, value: float) -> None:
        """Set the value of a sample."""
        with self._lock:
            self._set(position, value)

    def flush(self) -> None:
        """Write what has changed, as far as the disk has room for it."""
        with self._lock, suppress(OSError):
            self._timer = None
            if self._file < 0:
                self._file = self._create()
                self._visible = self._changed_from = self._changed_to = len(self._content)
            while self._changed_from < self._changed_to:
                changed = self._content[self._changed_from : self._changed_to]
                self._changed_from += os.pwrite(self._file, changed, self._changed_from)
            if self._visible < len(self._content):
                # Last: this length makes the new samples visible.
                os.pwrite(self._file, _HEADER.pack(len(self._content)), 0)
                self._visible = len(self._content)

    def _create(self) -> int:
        """Create the file with all samples and return its descriptor; readers never see an incomplete one."""
        draft = self._path.with_suffix(".new")
        content = _HEADER.pack(len(self._content)) + self._content[_HEADER.size :]
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            written = 0
            while written < len(content):
                written += os.pwrite(file, content[written:], written)
            draft.replace(self._path)
        except OSError:
            os.close(file)
            draft.unlink(missing_ok=True)
            raise
        return file

    def _set(self, position: int, value: float) -> None:
        _SAMPLE.pack_into(self._content, position, value, 0.0)
        self._mark_changed(position, position + _SAMPLE.size)

    def _mark_changed(self, start: int, end: int) -> None:
        if self._changed_from < self._changed_to:
            start, end = min(start, self._changed_from), max(end, self._changed_to)
        self._changed_from, self._changed_to = start, end
        if self._timer is None:
            self._timer = Timer(WRITE_DELAY, self.flush)
            self._timer.daemon = True
            # RuntimeError: the process is ending, and writes everything once more.
            with suppress(RuntimeError):
                self._timer.start()

    def _load(self) -> None:
        # RuntimeError and struct.error: the file is not one of ours.
        with suppress(OSError, RuntimeError, struct.error, UnicodeDecodeError):
            for key, value, _, _ in list(MmapedDict.read_all_values_from_file(str(self._path))):  # type: ignore[no-untyped-call]
                self._append(key, value=value)

    def _append(self, key: str, *, value: float) -> int:
        start = len(self._content)
        encoded = key.encode()
        # Padded so that the sample is aligned to 8 bytes; the length is that of the key alone.
        padding = b" " * (8 - (len(encoded) + _KEY_LENGTH.size) % 8)
        self._content += _KEY_LENGTH.pack(len(encoded)) + encoded + padding
        position = self._positions[key] = len(self._content)
        self._content += _SAMPLE.pack(value, 0.0)
        self._mark_changed(start, len(self._content))
        return position


class SharedValueFiles:
    """The files of one process: one for each type of metric, because readers take the type from the file's name."""

    def __init__(self, directory: Path, *, process: str) -> None:
        self._directory = directory
        self._process = process
        self._files: dict[str, SharedValueFile] = {}

    def find(self, kind: str) -> SharedValueFile:
        """Return the file of a type: `histogram` or `counter`."""
        if kind not in self._files:
            self._files[kind] = SharedValueFile(self._directory / f"{kind}_{self._process}.db")
        return self._files[kind]

    def flush(self) -> None:
        """Write what has changed."""
        for file in list(self._files.values()):
            file.flush()


class SharedValue:
    """One value of a metric, as prometheus_client uses it; `files` is set before the first metric is created."""

    files: SharedValueFiles
    _multiprocess = True

    def __init__(  # noqa: PLR0917 - prometheus_client's signature
        self,
        typ: str,
        metric_name: str,
        name: str,
        labelnames: list[str],
        labelvalues: list[str],
        help_text: str,
        **_kwargs: object,
    ) -> None:
        key = mmap_key(metric_name, name, labelnames, labelvalues, help_text)
        self._file = self.files.find(typ)
        self._position = self._file.add(key)

    def inc(self, amount: float) -> None:
        """Add to the value."""
        self._file.increase(self._position, amount)

    def set(self, value: float, timestamp: float | None = None) -> None:  # noqa: ARG002 - prometheus_client's signature
        """Set the value."""
        self._file.write(self._position, value)

    def get(self) -> float:
        """Return the value."""
        return self._file.read(self._position)

    def set_exemplar(self, exemplar: object) -> None:
        """Ignore the exemplar: the shared format has none."""

    def get_exemplar(self) -> None:
        """Return no exemplar."""
