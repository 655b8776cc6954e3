"""A model as a whole: texts become tokens, tokens become vectors."""

import hashlib
import json
import sys
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from alcove.apps.study.embeddings.embedder.encoder import Encoder
from alcove.apps.study.embeddings.embedder.weights import Floats, UnusableModel
from alcove.apps.study.embeddings.model_files import CONFIG, TOKENIZER, WEIGHTS, default_folder, read_signature

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_TOKENS: Final = 256
KNOWN_MODELS: Final[Mapping[str, str]] = {
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db": "all-MiniLM-L6-v2",
}
"""Names of models by the SHA-256 of their weights."""


class TextModel:
    """A model that is loaded from a folder; may be called by several threads at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._signature = _sign(folder)
        config = _read_json(folder / CONFIG)
        digest = _hash_weights(folder)
        self.name = KNOWN_MODELS.get(digest) or f"{_read_name(config)}-{digest[:12]}"
        self._encoder = Encoder.open(config, folder / WEIGHTS)
        self._max_tokens = min(MAX_TOKENS, self._encoder.max_tokens, _read_max_tokens(folder))
        self._tokenizer = _open_tokenizer(folder, max_tokens=self._max_tokens)
        if not np.isfinite(self.embed(self.tokenize(["test"]))).all():
            raise UnusableModel(f"{folder / WEIGHTS} is damaged: a vector has numbers that are not finite")

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self._encoder.dimension

    def is_current(self) -> bool:
        """Return whether the files are still those that were loaded."""
        return _sign(self._folder) == self._signature

    def tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of texts, at most 256 of each."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]

    def embed(self, texts: Sequence[Sequence[int]]) -> Floats:
        """Return the vectors of texts given as token ids, in an array of the shape (texts, dimension)."""
        return self._encoder.encode(texts)


def _sign(folder: Path) -> str:
    try:
        return read_signature(folder)
    except OSError as error:
        raise UnusableModel(f"{folder / WEIGHTS} cannot be read: {error.strerror}") from error


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UnusableModel(f"{path} cannot be read: {error}") from error


def _hash_weights(folder: Path) -> str:
    """Return the SHA-256 of the weights; UnusableModel when the package that they came with names another."""
    with (folder / WEIGHTS).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    expected = _read_recorded(folder)
    if expected is not None and expected != urlsafe_b64encode(digest.digest()).decode().rstrip("="):
        raise UnusableModel(f"{folder / WEIGHTS} is damaged: its SHA-256 is not that of the package; `make embeddings`")
    return digest.hexdigest()


def _read_recorded(folder: Path) -> str | None:
    """Return the SHA-256 that an installed package's list of files names; None outside of a package."""
    root = folder.parent.parent
    prefix = f"{(folder / WEIGHTS).relative_to(root)},sha256="
    for record in root.glob("*.dist-info/RECORD"):
        for line in record.read_text().splitlines():
            if line.startswith(prefix):
                return line.removeprefix(prefix).partition(",")[0]
    return None


def _read_name(config: Any) -> str:
    name = config.get("_name_or_path") if isinstance(config, dict) else None
    return str(name or "model").rstrip("/").rpartition("/")[2][:100]


def _read_max_tokens(folder: Path) -> int:
    """Return the longest text for which the model was trained."""
    path = folder / "sentence_bert_config.json"
    length = _read_json(path).get("max_seq_length") if path.exists() else None
    return length if isinstance(length, int) and length > 2 else MAX_TOKENS


def _open_tokenizer(folder: Path, *, max_tokens: int) -> "Tokenizer":
    for path in (folder, folder.parent, folder.parent.parent, default_folder()):
        if (path / "tokenizers" / "__init__.py").is_file() and str(path) not in sys.path:
            sys.path.append(str(path))
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415 - its folder is known only now
    except ImportError as error:
        raise UnusableModel("the package tokenizers is not installed: run `make embeddings`") from error
    try:
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    except Exception as error:  # the library raises nothing more specific
        raise UnusableModel(f"{folder / TOKENIZER} cannot be read: {error}") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer
