"""The functions between the matrices of the encoder, in float32 and in place."""

from typing import Final

import numpy as np

from alcove.apps.study.embeddings.embedder.weights import Floats

BLOCK: Final = 64 * 1024
"""Elements for which an expression is evaluated at a time, so that its steps stay in the cache of a core."""

# Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: |error| <= 1.5e-7 for x >= 0.
_P: Final = np.float32(0.3275911)
_A: Final = tuple(np.float32(a) for a in (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429))
_ROOT_HALF: Final = np.float32(0.5**0.5)
_HALF: Final = np.float32(0.5)
_ONE: Final = np.float32(1)


def gelu(values: Floats) -> None:
    """Replace x by x * Phi(x), where Phi is the distribution function of the normal distribution."""
    flat = values.reshape(-1)
    buffers = np.empty((3, min(BLOCK, flat.size)), dtype=np.float32)
    for start in range(0, flat.size, BLOCK):
        x = flat[start : start + BLOCK]
        _gelu_block(x, buffers[:, : x.size])


def _gelu_block(x: Floats, buffers: Floats) -> None:
    z, t, sum_ = buffers
    np.abs(x, out=z)
    np.multiply(z, _ROOT_HALF, out=z)
    np.multiply(z, _P, out=t)
    np.add(t, _ONE, out=t)
    np.divide(_ONE, t, out=t)
    np.multiply(t, _A[4], out=sum_)
    for coefficient in _A[3::-1]:
        np.add(sum_, coefficient, out=sum_)
        np.multiply(sum_, t, out=sum_)
    np.multiply(z, z, out=t)
    np.negative(t, out=t)
    np.exp(t, out=t)
    # 1 - erf(z), then 0.5 * x * (1 + sign(x) * erf(z)) = 0.5 * (x + |x| * erf(z)).
    np.multiply(sum_, t, out=sum_)
    np.subtract(_ONE, sum_, out=sum_)
    np.abs(x, out=z)
    np.multiply(sum_, z, out=sum_)
    np.add(x, sum_, out=x)
    np.multiply(x, _HALF, out=x)


def softmax(scores: Floats) -> None:
    """Replace the last axis by its softmax."""
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)


def layer_norm(values: Floats, *, weight: Floats, bias: Floats, epsilon: float) -> None:
    """Normalise the last axis to the mean 0 and the variance 1, then scale and shift it."""
    values -= values.mean(axis=-1, keepdims=True)
    variance = np.einsum("ij,ij->i", values, values) / np.float32(values.shape[-1])
    values *= (_ONE / np.sqrt(variance + np.float32(epsilon)))[:, None]
    values *= weight
    values += bias
