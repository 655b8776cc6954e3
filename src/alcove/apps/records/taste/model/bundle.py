"""Stored recommenders: one file that says what it is, is checked before it is read, and holds no code.

A bundle is a first line, the length of its manifest (four bytes, big-endian), the manifest as JSON, and what skops
makes of the recommender's state. Nothing in it is ever unpickled, and only types from a short list are built from it.
"""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

import msgspec
import numpy as np
import sklearn
import skops
from skops import io as skops_io

from alcove.apps.records.taste.model import active_learning, reasons
from alcove.apps.records.taste.model.bundle_contents import REFUSED, TRUSTED, check_forests, check_parts
from alcove.apps.records.taste.model.evaluation import chances_of
from alcove.apps.records.taste.model.recommenders import FittedModel, find
from alcove.apps.records.taste.model.values import BundleRefused, Manifest, Prediction, Subject

FORMAT: Final = 1
FIRST_LINE: Final = b"alcove taste bundle\n"
_LENGTH: Final = 4
_PLAIN: Final = (str, int, float, bool, list, dict, type(None))
MOST_OPEN: Final = 2
"""While a new model takes over from an old one both are in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What goes into a bundle: a recommender's state and what its reasons are drawn from."""

    recommender: str
    state: Mapping[str, Any]
    """May have `feature_names` (a list of texts) and `oob` (a number) to be shown."""
    study: Mapping[str, Any]
    labels: int
    keepers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A recommender out of a bundle, tried and ready."""

    manifest: Manifest
    fitted: FittedModel
    study: Mapping[str, Any]


def check(bundle: bytes, *, checksum: bytes) -> Manifest:
    """Return what a bundle says of itself; BundleRefused when it cannot be used."""
    return _open(bundle, checksum=checksum).manifest


def predict(bundle: bytes, subjects: Sequence[Subject]) -> list[Prediction]:
    """Return what is expected of each offer; BundleRefused when the bundle cannot be used."""
    opened = _open(bundle, checksum=sha256(bundle).digest())
    chances = chances_of(opened.fitted, subjects)
    sentences = reasons.explain(subjects, chances, context=opened.study)
    return [
        Prediction(subject.listing_id, chance, list(said))
        for subject, chance, said in zip(subjects, np.round(chances, 4).tolist(), sentences, strict=True)
    ]


def order_to_ask(
    bundle: bytes | None, subjects: Sequence[Subject], *, judged: Sequence[Subject], count: int, seed: int
) -> list[int]:
    """Return the ids of the offers to ask about, the most instructive first; without a bundle by variety alone."""
    opened = None if bundle is None else _open(bundle, checksum=sha256(bundle).digest())
    chances = None if opened is None else chances_of(opened.fitted, subjects)
    return active_learning.order(subjects, chances, judged=judged, count=count, seed=seed % 2**32)


@lru_cache(maxsize=MOST_OPEN)
def _open(bundle: bytes, *, checksum: bytes) -> Opened:
    return open_bundle(bundle, checksum=checksum)


def manifest_of(contents: Contents) -> Manifest:
    """Return what a bundle of these contents says of itself."""
    names = contents.state.get("feature_names", [])
    return Manifest(
        format=FORMAT,
        recommender=contents.recommender,
        scikit_learn=sklearn.__version__,
        skops=skops.__version__,
        numpy=np.__version__,
        labels=contents.labels,
        keepers=contents.keepers,
        feature_names=tuple(name.encode("utf-8", "replace").decode() for name in names),
    )


def pack(contents: Contents) -> bytes:
    """Return the bundle of a recommender."""
    manifest = msgspec.json.encode(manifest_of(contents))
    parts = {"state": _parted(contents.state), "study": _parted(contents.study)}
    body: bytes = skops_io.dumps(parts, compression=zipfile.ZIP_DEFLATED, compresslevel=6)
    return FIRST_LINE + len(manifest).to_bytes(_LENGTH, "big") + manifest + body


def open_bundle(bundle: bytes, *, checksum: bytes) -> Opened:
    """Return the recommender in a bundle; BundleRefused when it is not exactly what this version would have written."""
    if sha256(bundle).digest() != checksum:
        raise BundleRefused("the model is not what was stored: its checksum differs")
    manifest, body = _read_manifest(bundle)
    _check_versions(manifest)
    try:
        return _read_body(manifest, body)
    except REFUSED as problem:
        raise BundleRefused(f"the model cannot be read: {' '.join(str(problem).split())[:300]}") from problem


def _read_manifest(bundle: bytes) -> tuple[Manifest, bytes]:
    start = len(FIRST_LINE) + _LENGTH
    if not bundle.startswith(FIRST_LINE) or len(bundle) < start:
        raise BundleRefused("the model was not stored by this application")
    end = start + int.from_bytes(bundle[start - _LENGTH : start], "big")
    try:
        return msgspec.json.decode(bundle[start:end], type=Manifest), bundle[end:]
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as problem:
        raise BundleRefused("the model does not say what it is, or is cut short") from problem


def _check_versions(manifest: Manifest) -> None:
    if manifest.format != FORMAT:
        raise BundleRefused(f"the model is stored in format {manifest.format}, and this version reads {FORMAT}")
    for library, stored, here in (
        ("scikit-learn", manifest.scikit_learn, sklearn.__version__),
        ("skops", manifest.skops, skops.__version__),
    ):
        if stored != here:
            raise BundleRefused(f"the model was made with {library} {stored[:30]}, and this is {here}")


def _read_body(manifest: Manifest, body: bytes) -> Opened:
    recommender = find(manifest.recommender)
    if recommender is None:
        raise ValueError(f"no recommender is called {manifest.recommender[:50]!r}")
    check_parts(body)
    parts = skops_io.loads(body, trusted=list(TRUSTED))
    state, study = _joined(parts["state"]), _joined(parts["study"])
    check_forests(state)
    fitted = recommender.restore(state)
    reasons.explain(_TRIALS, chances_of(fitted, _TRIALS), context=study)
    return Opened(manifest=manifest, fitted=fitted, study=study)


def _parted(values: Mapping[str, Any]) -> dict[str, Any]:
    # Plain values travel as one JSON text: skops makes an object of every single one, and there may be many thousands.
    plain = {name: value for name, value in values.items() if isinstance(value, _PLAIN)}
    return {"plain": json.dumps(plain), "rest": {name: values[name] for name in values if name not in plain}}


def _joined(parts: Mapping[str, Any]) -> dict[str, Any]:
    plain = json.loads(parts["plain"])
    return {**plain, **parts["rest"]}


_EMPTY: Final = Subject(
    listing_id=0, artist="", title="", label="", format="", genres=(), styles=(), year=None, price=None,
    wants=0, haves=0, condition="", score=0.0,
)  # fmt: skip
_USUAL: Final = Subject(
    listing_id=1, artist="Sun Ra", title="Lanquidity", label="Philly Jazz", format="LP, Album", genres=("Jazz",),
    styles=("Free Jazz",), year=1978, price=30.0, wants=20, haves=10, condition="Near Mint (NM or M-)", score=2.0,
)  # fmt: skip
_TRIALS: Final = (_EMPTY, _USUAL)
