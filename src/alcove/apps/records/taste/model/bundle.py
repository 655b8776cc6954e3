"""The storage format of trained models: described by a manifest, checked before it is loaded, without code.

A bundle consists of a magic line, the length of the manifest (four bytes, big-endian), the manifest as JSON, and the
model's state as skops serialises it. Nothing is unpickled, and only types of a short list are instantiated.
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
from alcove.apps.records.taste.model.bundle_contents import READ_ERRORS, TRUSTED_TYPES, check_archive, check_forests
from alcove.apps.records.taste.model.evaluation import predict_chances
from alcove.apps.records.taste.model.recommenders import FittedModel, find_recommender
from alcove.apps.records.taste.model.recommenders.linear import Linear
from alcove.apps.records.taste.model.values import BUNDLE_FORMAT, BundleRejected, Manifest, Prediction, Subject, Verdict

MAGIC: Final = b"alcove taste bundle\n"
_LENGTH_BYTES: Final = 4
_PLAIN_TYPES: Final = (str, int, float, bool, list, dict, type(None))
MAX_LOADED: Final = 2
"""Two models are in use while a new one replaces an old one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleContents:
    """The contents of a bundle: a model's state and the context of its reasons."""

    recommender: str
    state: Mapping[str, Any]
    """May have `feature_names` (a list of texts) and `oob` (a number), which are shown to people."""
    reason_context: Mapping[str, Any]
    labels: int
    keepers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedModel:
    """A model loaded from a bundle."""

    manifest: Manifest
    fitted: FittedModel
    reason_context: Mapping[str, Any]


def check_bundle(bundle: bytes, *, checksum: bytes) -> Manifest:
    """Load a bundle and return its manifest; BundleRejected."""
    return _load_cached(bundle, checksum=checksum).manifest


def predict(bundle: bytes, subjects: Sequence[Subject]) -> list[Prediction]:
    """Return the predictions of offers; BundleRejected."""
    loaded = _load_cached(bundle, checksum=sha256(bundle).digest())
    chances = predict_chances(loaded.fitted, subjects)
    explanations = reasons.explain(subjects, chances, context=loaded.reason_context)
    return [
        Prediction(subject.listing_id, chance, list(sentences))
        for subject, chance, sentences in zip(subjects, np.round(chances, 4).tolist(), explanations, strict=True)
    ]


def rank_offers_to_judge(
    bundle: bytes | None, subjects: Sequence[Subject], *, judged: Sequence[Verdict], count: int, seed: int
) -> list[int]:
    """Return the ids of unjudged offers, the most informative first.

    Without a bundle a provisional regression on the verdicts is used for the order and nothing else; without verdicts
    of both kinds the order depends on variety alone.
    """
    seed = seed % 2**32
    fitted: FittedModel | None
    if bundle is None:
        fitted = _fit_provisionally(judged, seed=seed)
    else:
        fitted = _load_cached(bundle, checksum=sha256(bundle).digest()).fitted
    chances = None if fitted is None else predict_chances(fitted, subjects)
    return active_learning.rank(
        subjects, chances, judged=[verdict.subject for verdict in judged], count=count, seed=seed
    )


def _fit_provisionally(verdicts: Sequence[Verdict], *, seed: int) -> FittedModel | None:
    kept = [verdict.kept for verdict in verdicts]
    return Linear().fit([verdict.subject for verdict in verdicts], kept, seed=seed) if len(set(kept)) == 2 else None


@lru_cache(maxsize=MAX_LOADED)
def _load_cached(bundle: bytes, *, checksum: bytes) -> LoadedModel:
    return deserialize(bundle, checksum=checksum)


def build_manifest(contents: BundleContents) -> Manifest:
    """Return the manifest of a bundle with these contents."""
    names = contents.state.get("feature_names", [])
    return Manifest(
        format=BUNDLE_FORMAT,
        recommender=contents.recommender,
        scikit_learn=sklearn.__version__,
        skops=skops.__version__,
        numpy=np.__version__,
        labels=contents.labels,
        keepers=contents.keepers,
        feature_names=tuple(name.encode("utf-8", "replace").decode() for name in names),
    )


def serialize(contents: BundleContents) -> bytes:
    """Return a bundle with these contents."""
    manifest = msgspec.json.encode(build_manifest(contents))
    parts = {"state": _split_plain_values(contents.state), "study": _split_plain_values(contents.reason_context)}
    body: bytes = skops_io.dumps(parts, compression=zipfile.ZIP_DEFLATED, compresslevel=6)
    return MAGIC + len(manifest).to_bytes(_LENGTH_BYTES, "big") + manifest + body


def deserialize(bundle: bytes, *, checksum: bytes) -> LoadedModel:
    """Return the model of a bundle; BundleRejected unless this version of Alcove could have written it."""
    if sha256(bundle).digest() != checksum:
        raise BundleRejected("the model is not what was stored: its checksum differs")
    manifest, body = _read_manifest(bundle)
    _check_versions(manifest)
    try:
        return _read_body(manifest, body)
    except READ_ERRORS as error:
        raise BundleRejected(f"the model cannot be read: {' '.join(str(error).split())[:300]}") from error


def _read_manifest(bundle: bytes) -> tuple[Manifest, bytes]:
    start = len(MAGIC) + _LENGTH_BYTES
    if not bundle.startswith(MAGIC) or len(bundle) < start:
        raise BundleRejected("the model was not stored by this application")
    end = start + int.from_bytes(bundle[start - _LENGTH_BYTES : start], "big")
    try:
        return msgspec.json.decode(bundle[start:end], type=Manifest), bundle[end:]
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise BundleRejected("the model does not say what it is, or is cut short") from error


def _check_versions(manifest: Manifest) -> None:
    if manifest.format != BUNDLE_FORMAT:
        raise BundleRejected(f"the model is stored in format {manifest.format}, and this version reads {BUNDLE_FORMAT}")
    for library, stored, here in (
        ("scikit-learn", manifest.scikit_learn, sklearn.__version__),
        ("skops", manifest.skops, skops.__version__),
    ):
        if stored != here:
            raise BundleRejected(f"the model was made with {library} {stored[:30]}, and this is {here}")


def _read_body(manifest: Manifest, body: bytes) -> LoadedModel:
    recommender = find_recommender(manifest.recommender)
    if recommender is None:
        raise ValueError(f"no recommender is called {manifest.recommender[:50]!r}")
    check_archive(body)
    parts = skops_io.loads(body, trusted=list(TRUSTED_TYPES))
    state, reason_context = _merge_plain_values(parts["state"]), _merge_plain_values(parts["study"])
    check_forests(state)
    fitted = recommender.restore(state)
    reasons.explain(_TRIAL_SUBJECTS, predict_chances(fitted, _TRIAL_SUBJECTS), context=reason_context)
    return LoadedModel(manifest=manifest, fitted=fitted, reason_context=reason_context)


def _split_plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    # Plain values are stored as one JSON text: skops would create an object for each of many thousands.
    plain = {name: value for name, value in values.items() if isinstance(value, _PLAIN_TYPES)}
    return {"plain": json.dumps(plain), "rest": {name: values[name] for name in values if name not in plain}}


def _merge_plain_values(parts: Mapping[str, Any]) -> dict[str, Any]:
    plain = json.loads(parts["plain"])
    return {**plain, **parts["rest"]}


_EMPTY_SUBJECT: Final = Subject(
    listing_id=0, artist="", title="", label="", format="", genres=(), styles=(), year=None, price=None,
    wants=0, haves=0, condition="", score=0.0,
)  # fmt: skip
_TYPICAL_SUBJECT: Final = Subject(
    listing_id=1, artist="Sun Ra", title="Lanquidity", label="Philly Jazz", format="LP, Album", genres=("Jazz",),
    styles=("Free Jazz",), year=1978, price=30.0, wants=20, haves=10, condition="Near Mint (NM or M-)", score=2.0,
)  # fmt: skip
_TRIAL_SUBJECTS: Final = (_EMPTY_SUBJECT, _TYPICAL_SUBJECT)
