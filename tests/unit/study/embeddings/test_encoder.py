"""The encoder: the same vectors as a reference that is written element by element in double precision."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from alcove.apps.study.embeddings.embedder.activations import gelu, layer_norm, softmax
from alcove.apps.study.embeddings.embedder.encoder import Encoder
from alcove.apps.study.embeddings.embedder.weights import UnusableModel
from alcove.apps.study.embeddings.model_files import find_model
from integration.study.embeddings.passages import require_model
from integration.study.embeddings.tiny_model import make_model, read_safetensors

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def reference(folder: Path, tokens: list[int]) -> Array:
    """Return the vector of one text, computed in double precision and without batches."""
    config = json.loads((folder / "config.json").read_text())
    weights = read_safetensors(folder / "model.safetensors")
    size, heads = config["hidden_size"], config["num_attention_heads"]
    width = size // heads

    def norm(rows: Array, name: str) -> Array:
        return np.stack([
            (row - row.mean()) / math.sqrt(row.var() + 1e-12) * weights[f"{name}.weight"] + weights[f"{name}.bias"]
            for row in rows
        ])  # fmt: skip

    def linear(rows: Array, name: str) -> Array:
        return np.stack([weights[f"{name}.weight"].dot(row) + weights[f"{name}.bias"] for row in rows])

    def gaussian(rows: Array) -> Array:
        return np.array([[0.5 * x * (1 + math.erf(x / math.sqrt(2))) for x in row] for row in rows])

    words, types = weights["embeddings.word_embeddings.weight"], weights["embeddings.token_type_embeddings.weight"]
    places = weights["embeddings.position_embeddings.weight"]
    rows = np.stack([words[token] + types[0] + places[place] for place, token in enumerate(tokens)])
    rows = norm(rows, "embeddings.LayerNorm")
    for index in range(config["num_hidden_layers"]):
        name = f"encoder.layer.{index}"
        query, key, value = (linear(rows, f"{name}.attention.self.{part}") for part in ("query", "key", "value"))
        context = np.zeros_like(rows)
        for head in range(heads):
            part = slice(head * width, (head + 1) * width)
            for place in range(len(tokens)):
                scores = [query[place, part].dot(other) / math.sqrt(width) for other in key[:, part]]
                shares = [math.exp(score - max(scores)) for score in scores]
                context[place, part] = np.array(shares).dot(value[:, part]) / sum(shares)
        rows = norm(linear(context, f"{name}.attention.output.dense") + rows, f"{name}.attention.output.LayerNorm")
        wide = gaussian(linear(rows, f"{name}.intermediate.dense"))
        rows = norm(linear(wide, f"{name}.output.dense") + rows, f"{name}.output.LayerNorm")
    mean = rows.mean(axis=0)
    vector: Array = mean / math.sqrt(mean.dot(mean))
    return vector


def open_encoder(folder: Path) -> Encoder:
    """Return the encoder of a folder."""
    return Encoder.open(json.loads((folder / "config.json").read_text()), folder / "model.safetensors")


def test_a_small_model_has_the_vectors_of_the_reference(tmp_path: Path) -> None:
    """Texts of several lengths in one batch have the vectors that the reference computes for each."""
    folder = make_model(tmp_path / "model")
    texts = [[2, 3], [2, 9, 3], [2, *range(4, 30), 3], [2, 5, 5, 5, 40, 3]]
    vectors = open_encoder(folder).encode(texts)
    assert vectors.dtype == np.float32
    for vector, tokens in zip(vectors, texts, strict=True):
        assert np.abs(vector - reference(folder, tokens)).max() < 1e-5


@pytest.mark.slow
def test_the_installed_model_has_the_vectors_of_the_reference() -> None:
    """The vector of a sentence of the real model is that of the reference to five decimals."""
    folder = require_model()
    tokens = [101, 2023, 2003, 2019, 2742, 6251, 102]
    assert np.abs(open_encoder(folder).encode([tokens])[0] - reference(folder, tokens)).max() < 1e-5


def test_padding_does_not_change_a_vector(tmp_path: Path) -> None:
    """A text has the same vector alone and beside one that is thirty times as long."""
    encoder = open_encoder(make_model(tmp_path / "model"))
    short, long = [2, 7, 3], [2, *([11, 50] * 30), 3]
    alone, beside = encoder.encode([short])[0], encoder.encode([long, short, long])[1]
    assert np.abs(alone - beside).max() < 1e-6


def test_vectors_are_normalised(tmp_path: Path) -> None:
    """Each vector has the length 1."""
    encoder = open_encoder(make_model(tmp_path / "model", dimension=32))
    assert np.linalg.norm(encoder.encode([[2, 8, 3], [2, 9, 10, 3]]), axis=1) == pytest.approx([1, 1], abs=1e-6)


def test_gelu_is_exact() -> None:
    """The activation differs from the exact one by less than float32 can tell apart near 1."""
    values = np.linspace(-12, 12, 200_001, dtype=np.float32)
    exact = np.array([0.5 * x * (1 + math.erf(x / math.sqrt(2))) for x in values.tolist()])
    gelu(values)
    assert np.abs(values - exact).max() < 1e-6


def test_softmax_bears_large_scores() -> None:
    """Scores that no exponential function bears, and those of padding, give shares that add up to 1."""
    scores = np.array([[1e4, 1e4, -1e9], [0, 0, 0]], dtype=np.float32)
    softmax(scores)
    assert scores == pytest.approx(np.array([[0.5, 0.5, 0], [1 / 3, 1 / 3, 1 / 3]]), abs=1e-6)


def test_layer_norm_bears_equal_values() -> None:
    """A row of equal values becomes the bias, not a division by zero."""
    rows = np.full((1, 8), 3, dtype=np.float32)
    weight, bias = np.ones(8, dtype=np.float32), np.full(8, 0.5, dtype=np.float32)
    layer_norm(rows, weight=weight, bias=bias, epsilon=1e-12)
    assert rows == pytest.approx(np.full((1, 8), 0.5))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("model_type", "roberta"),
        ("hidden_act", "relu"),
        ("position_embedding_type", "relative_key"),
        ("num_attention_heads", 5),
        ("num_attention_heads", 0),
        ("hidden_size", "many"),
        ("hidden_size", 32),
        ("num_hidden_layers", 3),
    ],
)
def test_other_models_are_refused(tmp_path: Path, field: str, value: object) -> None:
    """A model of another kind, or whose sizes do not fit, is refused before it embeds anything."""
    folder = make_model(tmp_path / "model")
    config = json.loads((folder / "config.json").read_text())
    with pytest.raises(UnusableModel):
        Encoder.open({**config, field: value}, folder / "model.safetensors")


@pytest.mark.parametrize("config", [None, [], "bert", {}, {"model_type": "bert"}])
def test_a_configuration_of_another_form_is_refused(tmp_path: Path, config: object) -> None:
    """A config.json that is no object, or lacks sizes, is refused."""
    with pytest.raises(UnusableModel):
        Encoder.open(config, make_model(tmp_path / "model") / "model.safetensors")


@pytest.mark.parametrize("damage", ["empty", "text", "header", "cut", "missing"])
def test_a_damaged_file_of_weights_is_refused(tmp_path: Path, damage: str) -> None:
    """Weights that are empty, cut off, or none at all are refused by name."""
    folder = make_model(tmp_path / "model")
    path = folder / "model.safetensors"
    content = path.read_bytes()
    match damage:
        case "empty":
            path.write_bytes(b"")
        case "text":
            path.write_bytes(b"version https://git-lfs.github.com/spec/v1\n" * 4)
        case "header":
            path.write_bytes((2**40).to_bytes(8, "little") + content[8:])
        case "cut":
            path.write_bytes(content[:-100])
        case _:
            path.unlink()
    with pytest.raises(UnusableModel, match=r"model\.safetensors"):
        open_encoder(folder)


def test_a_model_is_found_in_folders_of_several_forms(tmp_path: Path) -> None:
    """The configured folder is that of the model, or one of a package with it; elsewhere nothing is found."""
    assert find_model(tmp_path / "none").model is None
    assert "does not exist" in find_model(tmp_path / "none").explain()
    assert find_model(tmp_path).model is None
    assert "holds no model" in find_model(tmp_path).explain()
    model = make_model(tmp_path / "package" / "model")
    for folder in (tmp_path, tmp_path / "package", model):
        assert find_model(folder).model == model
