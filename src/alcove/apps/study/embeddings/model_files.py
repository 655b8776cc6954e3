"""Where the files of an embedding model are; nothing is read but the names."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

WEIGHTS: Final = "model.safetensors"
CONFIG: Final = "config.json"
TOKENIZER: Final = "tokenizer.json"
FILES: Final = (WEIGHTS, CONFIG, TOKENIZER)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFolder:
    """A folder that is configured, and that of the model in it; None where it holds no model."""

    configured: Path
    model: Path | None

    def explain(self) -> str:
        """Return what is missing, and what to do."""
        if not self.configured.is_dir():
            return f"{self.configured} does not exist: run `make embeddings`, or set STUDY_EMBEDDINGS_DIR"
        return f"{self.configured} holds no model ({', '.join(FILES)}): run `make embeddings`"


def default_folder() -> Path:
    """Return the folder of `make embeddings`: beside the virtual environment that runs this process."""
    environment = Path(sys.prefix)
    return environment.with_name(f"{environment.name}-embeddings")


def find_model(configured: Path | None) -> ModelFolder:
    """Return the folder of the model: the configured one, or the first in it that holds a model."""
    folder = (configured or default_folder()).absolute()
    found = next((candidate for candidate in _candidates(folder) if _has_model(candidate)), None)
    return ModelFolder(configured=folder, model=found)


def read_signature(model: Path) -> str:
    """Return what changes when the weights in a folder are replaced; OSError."""
    status = (model / WEIGHTS).stat()
    return f"{status.st_ino}-{status.st_size}-{status.st_mtime_ns}"


def _candidates(folder: Path) -> Iterator[Path]:
    yield folder
    for pattern in ("*", "*/model"):
        yield from sorted(folder.glob(pattern))


def _has_model(folder: Path) -> bool:
    return all((folder / name).is_file() for name in FILES)
