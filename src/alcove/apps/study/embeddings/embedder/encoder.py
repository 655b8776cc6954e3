"""The encoder of BERT and the pooling of sentence-transformers, in numpy."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from alcove.apps.study.embeddings.embedder.activations import gelu, layer_norm, softmax
from alcove.apps.study.embeddings.embedder.weights import Floats, UnusableModel, Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderConfig:
    """The sizes of an encoder, as the file config.json names them."""

    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    vocab_size: int
    max_position_embeddings: int
    type_vocab_size: int
    layer_norm_eps: float

    @classmethod
    def from_json(cls, values: Any) -> "EncoderConfig":
        """Return the sizes; UnusableModel for another kind of model."""
        try:
            config = cls(
                **{name: int(values[name]) for name in cls.__slots__ if name != "layer_norm_eps"},
                layer_norm_eps=float(values.get("layer_norm_eps", 1e-12)),
            )
            kind, activation = values.get("model_type"), values.get("hidden_act")
            positions = values.get("position_embedding_type", "absolute")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UnusableModel("config.json is not that of a BERT encoder") from error
        if (kind, activation, positions) != ("bert", "gelu", "absolute"):
            raise UnusableModel(f"a model of the kind {kind}, {activation}, {positions} is not supported")
        if (
            config.hidden_size <= 0
            or config.num_attention_heads <= 0
            or config.hidden_size % config.num_attention_heads
        ):
            raise UnusableModel("config.json has sizes that do not fit together")
        return config


@dataclass(frozen=True, slots=True)
class _Linear:
    """A matrix of the shape (outputs, inputs), and what is added to its product."""

    weight: Floats
    bias: Floats

    def __call__(self, values: Floats) -> Floats:
        result: Floats = values @ self.weight.T
        result += self.bias
        return result


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Floats
    bias: Floats
    epsilon: float

    def __call__(self, values: Floats) -> Floats:
        layer_norm(values, weight=self.weight, bias=self.bias, epsilon=self.epsilon)
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    query: _Linear
    key: _Linear
    value: _Linear
    attention: _Linear
    attention_norm: _Norm
    widen: _Linear
    narrow: _Linear
    norm: _Norm


class Encoder:
    """Turns token ids into normalised vectors of `dimension` numbers; may be called by several threads at once."""

    def __init__(self, config: EncoderConfig, weights: Weights) -> None:
        self._config = config
        self._weights = weights
        self._words = weights.read("embeddings.word_embeddings.weight", (config.vocab_size, config.hidden_size))
        positions = weights.read(
            "embeddings.position_embeddings.weight", (config.max_position_embeddings, config.hidden_size)
        )
        types = weights.read("embeddings.token_type_embeddings.weight", (config.type_vocab_size, config.hidden_size))
        # Every text is of the first type.
        self._positions = positions + types[0]
        self._norm = self._read_norm("embeddings.LayerNorm")
        self._layers = [self._read_layer(f"encoder.layer.{index}") for index in range(config.num_hidden_layers)]

    @classmethod
    def open(cls, config: Any, path: Path) -> "Encoder":
        """Return the encoder with the weights of a file; UnusableModel."""
        return cls(EncoderConfig.from_json(config), Weights(path))

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self._config.hidden_size

    @property
    def max_tokens(self) -> int:
        """The longest text, in tokens."""
        return self._config.max_position_embeddings

    def encode(self, texts: Sequence[Sequence[int]]) -> Floats:
        """Return the vectors of texts given as token ids, as an array of the shape (texts, dimension).

        All are padded to the longest, so texts of one call should have similar lengths.
        """
        lengths = np.array([len(text) for text in texts])
        longest = int(lengths.max())
        ids = np.zeros((len(texts), longest), dtype=np.int64)
        for row, text in zip(ids, texts, strict=True):
            row[: len(text)] = text
        mask = np.arange(longest) < lengths[:, None]
        hidden = self._words[ids] + self._positions[:longest]
        hidden = self._norm(hidden.reshape(-1, self.dimension))
        padding = None if mask.all() else np.where(mask, np.float32(0), np.float32(-1e9))[:, None, None, :]
        for layer in self._layers:
            hidden = self._apply(layer, hidden, padding=padding, shape=ids.shape)
        return _pool(hidden.reshape(*ids.shape, self.dimension), mask)

    def _apply(self, layer: _Layer, hidden: Floats, *, padding: Floats | None, shape: tuple[int, ...]) -> Floats:
        context = self._attend(layer, hidden, padding=padding, shape=shape)
        attended = layer.attention(context)
        attended += hidden
        layer.attention_norm(attended)
        wide = layer.widen(attended)
        gelu(wide)
        narrow = layer.narrow(wide)
        narrow += attended
        return layer.norm(narrow)

    def _attend(self, layer: _Layer, hidden: Floats, *, padding: Floats | None, shape: tuple[int, ...]) -> Floats:
        heads = self._config.num_attention_heads
        size = self.dimension // heads

        def split(values: Floats) -> Floats:
            return values.reshape(*shape, heads, size).transpose(0, 2, 1, 3)

        query = layer.query(hidden)
        query *= np.float32(size**-0.5)
        scores: Floats = split(query) @ split(layer.key(hidden)).swapaxes(-1, -2)
        if padding is not None:
            scores += padding
        softmax(scores)
        context: Floats = scores @ split(layer.value(hidden))
        return context.transpose(0, 2, 1, 3).reshape(-1, self.dimension)

    def _read_layer(self, name: str) -> _Layer:
        size, wide = self.dimension, self._config.intermediate_size
        return _Layer(
            query=self._read_linear(f"{name}.attention.self.query", (size, size)),
            key=self._read_linear(f"{name}.attention.self.key", (size, size)),
            value=self._read_linear(f"{name}.attention.self.value", (size, size)),
            attention=self._read_linear(f"{name}.attention.output.dense", (size, size)),
            attention_norm=self._read_norm(f"{name}.attention.output.LayerNorm"),
            widen=self._read_linear(f"{name}.intermediate.dense", (wide, size)),
            narrow=self._read_linear(f"{name}.output.dense", (size, wide)),
            norm=self._read_norm(f"{name}.output.LayerNorm"),
        )

    def _read_linear(self, name: str, shape: tuple[int, int]) -> _Linear:
        return _Linear(self._weights.read(f"{name}.weight", shape), self._weights.read(f"{name}.bias", shape[:1]))

    def _read_norm(self, name: str) -> _Norm:
        shape = (self.dimension,)
        return _Norm(
            self._weights.read(f"{name}.weight", shape),
            self._weights.read(f"{name}.bias", shape),
            self._config.layer_norm_eps,
        )


def _pool(hidden: Floats, mask: np.ndarray[Any, np.dtype[np.bool_]]) -> Floats:
    """Return the normalised means of the tokens of texts; `hidden` has the shape (texts, tokens, dimension)."""
    means: Floats = np.einsum("btd,bt->bd", hidden, mask.astype(np.float32))
    means /= mask.sum(axis=1, dtype=np.float32)[:, None]
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), np.float32(1e-12))
    return means
