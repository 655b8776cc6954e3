"""Checks of a bundle's body: of its types before anything is instantiated, and of its trees afterwards.

skops trusts all estimators of scikit-learn; here only the types that a recommender stores are allowed. It also does not
validate decision trees, and a branch that leads outside a tree's arrays would read memory out of bounds.
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
"""The largest unpacked size of a bundle."""
MAX_FILES: Final = 100_000

READ_ERRORS: Final = (
    ArithmeticError, AttributeError, EOFError, ImportError, LookupError, MemoryError, OSError, RuntimeError,
    TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""Errors that loading an untrusted body may raise."""

TRUSTED_TYPES: Final = ("sklearn.tree._tree.Tree",)
"""Types that skops needs to be told to trust; the checks of trees below make this safe."""

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
"""The allowed nodes: the loader that skops names, and the type."""


def check_archive(body: bytes) -> None:
    """Raise ValueError when a body is too large or has a type that no recommender stores."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        files = archive.infolist()
        if len(files) > MAX_FILES or sum(file.file_size for file in files) > MAX_UNPACKED_BYTES:
            raise ValueError("its unpacked size is too large for a model")
        schema = json.loads(archive.read("schema.json"))
    if schema["protocol"] != PROTOCOL:
        raise ValueError("it is written in another version of the skops format")
    pending = [schema]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            _check_node(node)
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)


def check_forests(state: Mapping[str, Any]) -> None:
    """Raise ValueError when a tree of the state has a branch outside its arrays, or a cycle."""
    for value in state.values():
        if isinstance(value, (RandomForestClassifier, ExtraTreesClassifier)):
            _check_forest(value)


def _check_node(node: Mapping[str, Any]) -> None:
    # Only a node with the name of a loader is instantiated; the same word may also be a key whose value is a node.
    loader = node.get("__loader__")
    if isinstance(loader, str):
        kind = f"{node['__module__']}.{node['__class__']}"
        if (loader, kind) not in _ALLOWED_NODES:
            raise ValueError(f"it has a part that no recommender stores: {kind[:100]} ({loader[:50]})")


def _check_forest(forest: RandomForestClassifier | ExtraTreesClassifier) -> None:
    is_binary = forest.n_jobs is None and forest.n_outputs_ == 1 and forest.n_classes_ == 2 and forest.estimators_
    if not is_binary or not np.array_equal(forest.classes_, (0, 1)):
        raise ValueError("a forest of it tells other things apart than kept and skipped")
    for tree in forest.estimators_:
        if not isinstance(tree, DecisionTreeClassifier) or not _is_valid_tree(tree.tree_, width=forest.n_features_in_):
            raise ValueError("a tree of it leads outside of itself")


def _is_valid_tree(tree: Tree, *, width: int) -> bool:
    # Check the counts first: the arrays have the lengths that these claim.
    if not 0 < tree.node_count <= tree.capacity or tree.n_features != width or tree.value.shape[1:] != (1, 2):
        return False
    nodes = np.arange(tree.node_count)
    inner = tree.children_left != -1
    branches = [branch[inner] for branch in (tree.children_left, tree.children_right)]
    # Children with higher indices than their parent exclude cycles.
    has_no_cycle = all(((nodes[inner] < branch) & (branch < tree.node_count)).all() for branch in branches)
    columns = tree.feature[inner]
    return bool(has_no_cycle and ((columns >= 0) & (columns < width)).all() and np.isfinite(tree.value).all())
