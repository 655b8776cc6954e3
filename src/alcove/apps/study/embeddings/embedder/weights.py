"""The weights of a model in the format safetensors, mapped into memory."""

import json
import mmap
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

MAX_HEADER: Final = 16 * 2**20
_LENGTH: Final = struct.Struct("<Q")
_TYPES: Final[Mapping[str, np.dtype[Any]]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}


class UnusableModel(Exception):
    """A file of the model is missing, damaged, or of a kind that is not supported; the text says which."""


class Weights:
    """The tensors of one file by name; pages that are not used take no memory."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise UnusableModel(f"{path} cannot be read: {error}") from error
        self._path = path
        self._start, self._entries = self._read_header()

    def read(self, name: str, shape: tuple[int, ...]) -> Floats:
        """Return a tensor of float32; UnusableModel when it is missing, cut off, or of another shape."""
        entry = self._entries.get(name) or self._entries.get(f"bert.{name}")
        if not isinstance(entry, dict) or entry.get("shape") != list(shape):
            raise UnusableModel(f"{self._path} has no tensor {name} of the shape {shape}")
        kind = _TYPES.get(str(entry.get("dtype")))
        if kind is None:
            raise UnusableModel(f"{self._path}: the tensor {name} is neither of float32 nor of float16")
        start, end = entry["data_offsets"]
        count = int(np.prod(shape))
        if end - start != count * kind.itemsize or start < 0 or self._start + end > len(self._map):
            raise UnusableModel(f"{self._path} is damaged: the tensor {name} is not in the file")
        stored = np.frombuffer(self._map, dtype=kind, count=count, offset=self._start + start).reshape(shape)
        return stored.astype(np.float32, copy=False)

    def _read_header(self) -> tuple[int, dict[str, Any]]:
        try:
            (length,) = _LENGTH.unpack_from(self._map)
            if length > min(MAX_HEADER, len(self._map) - _LENGTH.size):
                raise UnusableModel(f"{self._path} is damaged: it is shorter than its header says")
            entries = json.loads(self._map[_LENGTH.size : _LENGTH.size + length])
        except (ValueError, struct.error) as error:
            raise UnusableModel(f"{self._path} is no file of safetensors") from error
        if not isinstance(entries, dict):
            raise UnusableModel(f"{self._path} is no file of safetensors")
        return _LENGTH.size + length, entries
