"""What the body of a bundle may be made of, checked before anything is built and again before it is used.

skops trusts all estimators of scikit-learn; here only what a recommender stores may occur. It also builds decision
trees without looking at them, and a tree with a branch that leads outside its arrays would be followed there.
"""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier
from sklearn.tree._tree import Tree
from skops.io._protocol import PROTOCOL

MAX_UNPACKED_BYTES: Final = 1 << 29
"""The most that a bundle may unpack to."""
MAX_FILES: Final = 100_000

READ_ERRORS: Final = (
    ArithmeticError, AttributeError, EOFError, ImportError, LookupError, MemoryError, OSError, RuntimeError,
    TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What reading a body that is not ours may end with."""

TRUSTED_TYPES: Final = ("sklearn.tree._tree.Tree",)
"""What skops must be told to build; the checks of trees below are the reason why it may."""

_ALLOWED_NODES: Final = frozenset({
    ("DictNode", "builtins.dict"),
    ("JsonNode", "builtins.str"),
    ("ListNode", "builtins.list"),
    ("TupleNode", "builtins.tuple"),
    ("TypeNode", "builtins.str"),
    ("TypeNode", "numpy.float64"),
    ("TypeNode", "numpy.int64"),
    ("NdArrayNode", "numpy.ndarray"),
    ("NdArrayNode", "numpy.float64"),
    ("NdArrayNode", "numpy.int64"),
    ("ObjectNode", "sklearn.ensemble._forest.ExtraTreesClassifier"),
    ("ObjectNode", "sklearn.ensemble._forest.RandomForestClassifier"),
    ("ObjectNode", "sklearn.feature_extraction.text.CountVectorizer"),
    ("ObjectNode", "sklearn.feature_extraction.text.TfidfTransformer"),
    ("ObjectNode", "sklearn.feature_extraction.text.TfidfVectorizer"),
    ("ObjectNode", "sklearn.preprocessing._data.StandardScaler"),
    ("ObjectNode", "sklearn.tree._classes.DecisionTreeClassifier"),
    ("ObjectNode", "sklearn.tree._classes.ExtraTreeClassifier"),
    ("TreeNode", "sklearn.tree._tree.Tree"),
})  # fmt: skip
"""How skops calls a part, and its type."""


def check_archive(body: bytes) -> None:
    """Raise ValueError when a body would unpack to too much or has a part of a type that no recommender stores."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        files = archive.infolist()
        if len(files) > MAX_FILES or sum(file.file_size for file in files) > MAX_UNPACKED_BYTES:
            raise ValueError("it would unpack to more than a model can be")
        schema = json.loads(archive.read("schema.json"))
    if schema["protocol"] != PROTOCOL:
        raise ValueError("it is written in another version of the skops format")
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            _check_node(part)
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def check_forests(state: Mapping[str, Any]) -> None:
    """Raise ValueError when a tree among the state's values would lead outside of itself or for ever in circles."""
    for value in state.values():
        if isinstance(value, (RandomForestClassifier, ExtraTreesClassifier)):
            _check_forest(value)


def _check_node(part: Mapping[str, Any]) -> None:
    # Only what has a loader's name is built; a word that is spelt the same is a key whose value is a part itself.
    loader = part.get("__loader__")
    if isinstance(loader, str):
        kind = f"{part['__module__']}.{part['__class__']}"
        if (loader, kind) not in _ALLOWED_NODES:
            raise ValueError(f"it has a part that no recommender stores: {kind[:100]} ({loader[:50]})")


def _check_forest(forest: RandomForestClassifier | ExtraTreesClassifier) -> None:
    alike = forest.n_jobs is None and forest.n_outputs_ == 1 and forest.n_classes_ == 2 and forest.estimators_
    if not alike or not np.array_equal(forest.classes_, (0, 1)):
        raise ValueError("a forest of it tells other things apart than kept and skipped")
    for tree in forest.estimators_:
        if not isinstance(tree, DecisionTreeClassifier) or not _is_valid_tree(tree.tree_, width=forest.n_features_in_):
            raise ValueError("a tree of it leads outside of itself")


def _is_valid_tree(tree: Tree, *, width: int) -> bool:
    # The first line comes first: the arrays of the others are as long as the tree says it is.
    if not 0 < tree.node_count <= tree.capacity or tree.n_features != width or tree.value.shape[1:] != (1, 2):
        return False
    places = np.arange(tree.node_count)
    inner = tree.children_left != -1
    onward = [branch[inner] for branch in (tree.children_left, tree.children_right)]
    # A branch that only ever leads on comes to an end.
    ends = all(((places[inner] < branch) & (branch < tree.node_count)).all() for branch in onward)
    columns = tree.feature[inner]
    return bool(ends and ((columns >= 0) & (columns < width)).all() and np.isfinite(tree.value).all())
