"""Models of random weights, small enough to be loaded within milliseconds."""

import json
import string
from collections.abc import Iterator
from pathlib import Path

import numpy as np

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


def make_model(folder: Path, *, seed: int = 1, dimension: int = 16, heads: int = 4, layers: int = 2) -> Path:
    """Write the files of a model into a new folder, and return it."""
    folder.mkdir(parents=True)
    vocabulary = [*SPECIAL, *string.ascii_lowercase, *(f"##{letter}" for letter in string.ascii_lowercase)]
    config = {
        "_name_or_path": "tests/tiny",
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": dimension,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": 2 * dimension,
        "vocab_size": len(vocabulary),
        "max_position_embeddings": 64,
        "type_vocab_size": 2,
        "layer_norm_eps": 1e-12,
    }
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer(vocabulary)))
    random = np.random.default_rng(seed)
    shapes = dict(_shapes(dimension, layers=layers, words=len(vocabulary)))
    write_safetensors(
        folder / "model.safetensors",
        {name: random.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()},
    )
    return folder


def write_safetensors(path: Path, tensors: dict[str, np.ndarray]) -> None:
    """Write tensors of float32 into a file of the format."""
    header, offset = {}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + tensor.nbytes]}
        offset += tensor.nbytes
    content = json.dumps(header).encode()
    content += b" " * (-len(content) % 8)
    path.write_bytes(
        len(content).to_bytes(8, "little") + content + b"".join(tensor.tobytes() for tensor in tensors.values())
    )


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """Return the tensors of a file of float32, as float64."""
    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    tensors = {}
    for name, entry in json.loads(content[8:start]).items():
        if entry.get("dtype") == "F32":
            first, end = entry["data_offsets"]
            values = np.frombuffer(content[start + first : start + end], dtype="<f4")
            tensors[name] = values.reshape(entry["shape"]).astype(np.float64)
    return tensors


def _shapes(size: int, *, layers: int, words: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield "embeddings.word_embeddings.weight", (words, size)
    yield "embeddings.position_embeddings.weight", (64, size)
    yield "embeddings.token_type_embeddings.weight", (2, size)
    yield from _norm("embeddings.LayerNorm", size)
    for layer in (f"encoder.layer.{index}" for index in range(layers)):
        for name in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            yield f"{layer}.{name}.weight", (size, size)
            yield f"{layer}.{name}.bias", (size,)
        yield f"{layer}.intermediate.dense.weight", (2 * size, size)
        yield f"{layer}.intermediate.dense.bias", (2 * size,)
        yield f"{layer}.output.dense.weight", (size, 2 * size)
        yield f"{layer}.output.dense.bias", (size,)
        yield from _norm(f"{layer}.attention.output.LayerNorm", size)
        yield from _norm(f"{layer}.output.LayerNorm", size)


def _norm(name: str, size: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}.weight", (size,)
    yield f"{name}.bias", (size,)


def _tokenizer(vocabulary: list[str]) -> dict[str, object]:
    special = [
        {"id": index, "content": word, "special": True, "single_word": False, "lstrip": False, "rstrip": False,
         "normalized": False}
        for index, word in enumerate(SPECIAL)
    ]  # fmt: skip
    frame = [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}]
    frame.append({"SpecialToken": {"id": "[SEP]", "type_id": 0}})
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": special,
        "normalizer": {
            "type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": frame,
            "pair": [*frame, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {
                "[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
                "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]},
            },
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": {word: index for index, word in enumerate(vocabulary)},
        },
    }  # fmt: skip
