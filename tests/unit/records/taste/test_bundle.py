"""Stored models: which are loaded, which are rejected, and that no stored code is executed."""

import io
import json
import os
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import skops.io as skops_io
from sklearn.linear_model import LogisticRegression

from alcove.apps.records.taste.model import bundle as bundles
from alcove.apps.records.taste.model.bundle import MAGIC, check_bundle, deserialize, predict, rank_offers_to_judge
from alcove.apps.records.taste.model.bundle_contents import MAX_UNPACKED_BYTES
from alcove.apps.records.taste.model.recommenders import RECOMMENDERS
from alcove.apps.records.taste.model.values import BundleRejected
from unit.records.taste.sample_offers import offers, train

NAMES = [recommender.name for recommender in RECOMMENDERS]
ESTIMATOR = LogisticRegression()
FORESTS = ["baseline", "blend"]
START = len(MAGIC) + 4


def _load_error(bundle: bytes) -> str:
    with pytest.raises(BundleRejected) as refusal:
        check_bundle(bundle, checksum=sha256(bundle).digest())
    return str(refusal.value)


def _split(bundle: bytes) -> tuple[dict[str, Any], bytes]:
    end = START + int.from_bytes(bundle[START - 4 : START], "big")
    return msgspec.json.decode(bundle[START:end]), bundle[end:]


def _join(manifest: Mapping[str, Any], body: bytes) -> bytes:
    head = msgspec.json.encode(manifest)
    return MAGIC + len(head).to_bytes(4, "big") + head + body


def _with(name: str = "improved", **changes: Any) -> bytes:
    manifest, body = _split(train(name).bundle)
    return _join(manifest | changes, body)


def _with_body(body: bytes, name: str = "improved") -> bytes:
    return _join(_split(train(name).bundle)[0], body)


def _with_parts(change: Callable[[dict[str, Any]], object], name: str = "improved") -> bytes:
    """Return a valid bundle with changed stored objects."""
    body = _split(train(name).bundle)[1]
    parts = skops_io.loads(body, trusted=["sklearn.tree._tree.Tree"])
    change(parts)
    return _with_body(skops_io.dumps(parts), name)


def _with_schema(change: Callable[[dict[str, Any]], object], name: str = "improved") -> bytes:
    """Return a bundle with a changed schema."""
    return _with_body(_rewritten(_split(train(name).bundle)[1], change), name)


def _rewritten(body: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    schema = json.loads(files["schema.json"])
    change(schema)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in (files | {"schema.json": json.dumps(schema).encode()}).items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_a_model_round_trips(name: str) -> None:
    """A restored model gives the chances of the fitted one to the last bit, and has the same metadata."""
    trained = train(name)
    manifest = check_bundle(trained.bundle, checksum=trained.checksum)
    assert (manifest.recommender, manifest.labels, manifest.keepers) == (name, trained.labels, trained.keepers)
    opened = deserialize(trained.bundle, checksum=trained.checksum)
    second = RECOMMENDERS[NAMES.index(name)].restore(opened.fitted.state)
    unseen = offers(100, seed=8)
    assert opened.fitted.chances(unseen).tobytes() == second.chances(unseen).tobytes()
    assert len(np.unique(opened.fitted.chances(unseen))) > 10


@pytest.mark.slow
def test_another_process_predicts_the_same(tmp_path: Path) -> None:
    """A process that never trained gives the same predictions and reasons from the bundles alone."""
    for name in NAMES:
        (tmp_path / name).write_bytes(train(name).bundle)
    code = (
        "import json, sys, pathlib\n"
        "from alcove.apps.records.taste.model.bundle import predict\n"
        "from unit.records.taste.sample_offers import offers\n"
        "bundles = [pathlib.Path(path).read_bytes() for path in sys.argv[1:]]\n"
        "print(json.dumps([predict(bundle, offers(50, seed=8)) for bundle in bundles]))\n"
    )
    paths = [str(tmp_path / name) for name in NAMES]
    tests = Path(__file__).parents[3]
    result = subprocess.run(
        [sys.executable, "-c", code, *paths],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(tests)},
    )  # fmt: skip
    expected = [predict(train(name).bundle, offers(50, seed=8)) for name in NAMES]
    assert json.loads(result.stdout) == json.loads(json.dumps(expected))


def test_the_checksum_is_checked_first() -> None:
    """A valid bundle with another checksum is rejected, even if the same bundle is already open."""
    trained = train("improved")
    check_bundle(trained.bundle, checksum=trained.checksum)
    for checksum in (b"", bytes(32), trained.checksum[:-1], sha256(b"").digest()):
        with pytest.raises(BundleRejected, match="checksum"):
            check_bundle(trained.bundle, checksum=checksum)


def test_a_rejected_model_is_never_used() -> None:
    """A model that the check rejects is rejected by every function that uses it."""
    bundle = _with(scikit_learn="1.0")
    for use in (lambda: predict(bundle, []), lambda: rank_offers_to_judge(bundle, [], judged=[], count=1, seed=1)):
        with pytest.raises(BundleRejected, match=r"scikit-learn 1\.0"):
            use()


def test_few_models_stay_open() -> None:
    """The number of open models is bounded, and a closed one is opened again."""
    for name in [*NAMES, NAMES[0]]:
        assert predict(train(name).bundle, offers(1))
        assert bundles._load_cached.cache_info().currsize <= bundles.MAX_LOADED


@pytest.mark.parametrize("position", [0, 1, 10, START - 4, START - 1, START, START + 5, 300, 0.5, -100, -1])
def test_a_truncated_bundle_is_rejected(position: float) -> None:
    """A bundle truncated at any position is rejected with a message."""
    bundle = train("improved").bundle
    end = int(position * len(bundle)) if isinstance(position, float) else position
    assert _load_error(bundle[:end])


def test_a_damaged_bundle_is_rejected() -> None:
    """A changed byte at any position is detected by the checksum; with a new checksum, it is rejected or usable."""
    trained = train("baseline")
    for position in range(0, len(trained.bundle), len(trained.bundle) // 25):
        damaged = bytearray(trained.bundle)
        damaged[position] ^= 0xFF
        with pytest.raises(BundleRejected, match="checksum"):
            check_bundle(bytes(damaged), checksum=trained.checksum)
        try:
            predictions = predict(bytes(damaged), offers(3))
        except BundleRejected:
            continue
        # The byte was one that nobody reads, such as a date in the archive.
        assert predictions == predict(trained.bundle, offers(3))


@pytest.mark.parametrize(
    "foreign",
    [b"", b"\x00" * 1000, b"{}", MAGIC, MAGIC + b"\xff" * 100, pickle.dumps({"a": 1}), b"PK\x03\x04"],
    ids=ascii,
)  # fmt: skip
def test_a_foreign_file_is_rejected(foreign: bytes) -> None:
    """A file that this application did not write is rejected without reading it further."""
    assert _load_error(foreign) in (
        "the model was not stored by this application", "the model does not say what it is, or is cut short",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": 1}, "the model is stored in format 1, and this version reads 2"),
        ({"scikit_learn": "1.0"}, "the model was made with scikit-learn 1.0, and this is "),
        ({"skops": "0.1"}, "the model was made with skops 0.1, and this is "),
        ({"recommender": "oracle"}, "the model cannot be read: no recommender is called 'oracle'"),
        ({"recommender": "baseline"}, "the model cannot be read: the stored words have other parameters"),
        ({"recommender": "linear"}, "the model cannot be read: the stored traits are not"),
        ({"format": "1"}, "the model does not say what it is"),
        ({"surprise": 1}, "the model does not say what it is"),
    ],
)
def test_another_version_is_rejected(changes: dict[str, Any], reason: str) -> None:
    """A bundle of another format, library or recommender is rejected before it is unpacked, with a reason."""
    assert _load_error(_with(**changes)).startswith(reason)


class Trap:
    """Creates a file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.marker),)


def test_a_malicious_pickle_is_not_executed(tmp_path: Path) -> None:
    """A pickle is rejected, alone or in place of the skops data; pickle itself would have executed it."""
    marker = tmp_path / "executed"
    malicious = pickle.dumps(Trap(marker))
    for bundle in (malicious, _with_body(malicious), MAGIC + malicious):
        _load_error(bundle)
        with pytest.raises(BundleRejected):
            predict(bundle, offers(1))
        assert not marker.exists()
    pickle.loads(malicious)  # noqa: S301 - the proof that it was malicious
    assert marker.exists()


def _call(marker: Path) -> dict[str, Any]:
    argument = {
        "__class__": "str",
        "__module__": "builtins",
        "__loader__": "JsonNode",
        "content": json.dumps(str(marker)),
    }
    arguments = {"__class__": "tuple", "__module__": "builtins", "__loader__": "TupleNode", "content": [argument]}
    return {"__class__": "mkdir", "__module__": "os", "__loader__": "ConstructorFromReduceNode", "content": arguments}


def test_a_malicious_skops_file_is_not_executed(tmp_path: Path) -> None:
    """A system call in the skops format is rejected; loading it as trusted would have executed it."""
    marker = tmp_path / "executed"

    def hide(schema: dict[str, Any]) -> None:
        schema["content"]["state"]["content"]["rest"]["content"]["words"] = _call(marker)

    bundle = _with_schema(hide)
    assert _load_error(bundle).endswith(
        "it has a part that no recommender stores: os.mkdir (ConstructorFromReduceNode)"
    )
    assert not marker.exists()
    body = _split(bundle)[1]
    skops_io.loads(body, trusted=skops_io.get_untrusted_types(data=body))
    assert marker.exists()


@pytest.mark.parametrize(
    "stored",
    [os.system, print, ESTIMATOR.fit, Path(), ESTIMATOR, np.random.default_rng(1), np.sin, {1, 2}, bytearray(b"x")],
    ids=lambda stored: type(stored).__name__,
)  # fmt: skip
def test_other_types_are_rejected(stored: Any) -> None:
    """Functions, foreign objects and types that skops itself would trust are rejected if no recommender stores them."""
    assert "a part that no recommender stores" in _load_error(_with_body(skops_io.dumps({"state": stored})))


@pytest.mark.parametrize("protocol", [0, 1, 3, -1, None, True, "2"])
def test_older_skops_versions_are_rejected(protocol: Any) -> None:
    """A body cannot select the rules of another version of skops."""
    assert _load_error(_with_schema(lambda schema: schema.update(protocol=protocol)))


def test_a_zip_bomb_is_not_unpacked() -> None:
    """A small bundle that would unpack to a large one is rejected without unpacking it."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("schema.json", "w") as entry,
    ):
        for _ in range(MAX_UNPACKED_BYTES // (1 << 24) + 1):
            entry.write(bytes(1 << 24))
    assert len(target.getvalue()) < 1 << 22
    assert _load_error(_with_body(target.getvalue())).endswith("its unpacked size is too large for a model")


@pytest.mark.parametrize(
    "text", ["[" * 200_000, '{"protocol": 2}', "{}", "[]", "7", "", "\ud800".encode("utf-8", "surrogatepass")]
)
def test_an_invalid_schema_is_rejected(text: str | bytes) -> None:
    """A nested, empty or missing schema is rejected with a message."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("schema.json", text)
    assert _load_error(_with_body(target.getvalue())).startswith("the model cannot be read: ")


@pytest.mark.parametrize(
    "change",
    [{"__module__": None}, {"__class__": 7}, {"__loader__": "FunctionNode"}, {"__loader__": ["DictNode"]}],
    ids=str,
)
def test_a_disguised_type_is_rejected(change: dict[str, Any]) -> None:
    """A part without a type, or with its loader hidden behind another, is rejected."""
    assert _load_error(_with_schema(lambda schema: schema["content"]["state"].update(change)))


def _trees(parts: dict[str, Any], name: str) -> list[Any]:
    rest = parts["state"]["rest"]
    return list(rest["trees" if name == "blend" else "forest"].estimators_)


@pytest.mark.parametrize("name", FORESTS)
@pytest.mark.parametrize(
    ("field", "value"),
    [("left_child", 0), ("left_child", 10**6), ("left_child", -7), ("right_child", 0), ("right_child", 2**60),
     ("feature", 10**6), ("feature", -5)],
)  # fmt: skip
def test_an_invalid_tree_is_rejected(name: str, field: str, value: int) -> None:
    """A tree with a cycle or an index outside its arrays would hang or crash the process; it is never evaluated."""

    def bend(parts: dict[str, Any]) -> None:
        tree = _trees(parts, name)[3].tree_
        state = tree.__getstate__()
        state["nodes"][field][0] = value
        tree.__setstate__(state)

    assert _load_error(_with_parts(bend, name)) == "the model cannot be read: a tree of it leads outside of itself"


@pytest.mark.parametrize("name", FORESTS)
@pytest.mark.parametrize(
    "change",
    [
        {"n_jobs": 1_000_000}, {"n_outputs_": 2}, {"n_classes_": 10**9}, {"estimators_": []}, {"estimators_": [1, 2]},
        {"classes_": np.array([0, 1, 2])}, {"n_features_in_": 1},
    ],
    ids=str,
)  # fmt: skip
def test_an_invalid_forest_is_rejected(name: str, change: dict[str, Any]) -> None:
    """A forest with a million threads, other classes or no trees is rejected."""

    def damage(parts: dict[str, Any]) -> None:
        rest = parts["state"]["rest"]
        vars(rest["trees" if name == "blend" else "forest"]).update(change)

    assert _load_error(_with_parts(damage, name)).startswith("the model cannot be read: ")


@pytest.mark.parametrize("part", ["state", "study"])
@pytest.mark.parametrize(
    "plain", ["{}", "[]", "7", "", "nonsense", None, {"a": 1}, "[" * 200_000], ids=lambda p: str(p)[:8]
)
def test_missing_values_are_rejected(part: str, plain: Any) -> None:
    """Missing values or values of another type are rejected, also in the context of reasons."""
    assert _load_error(_with_parts(lambda parts: parts[part].update(plain=plain), "linear"))
