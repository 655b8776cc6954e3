"""Record how near the passages of the data sets are to their questions, with the installed model.

Run it in the folder `tests` after a change of what is embedded:
`python -m integration.study.passage_search.record_cosines`.
"""

import json
import sys
from collections.abc import Sequence
from typing import Final

import numpy as np

from alcove.apps.study.embeddings.embedder.text_model import TextModel
from alcove.apps.study.embeddings.embedder.vector_sets import VectorSets
from alcove.apps.study.embeddings.model_files import find_model
from alcove.apps.study.embeddings.sentences import list_texts
from fixtures.study.passage_corpus import FOLDER, Text, load_corpus, make_unrelated
from integration.study.passage_search.learner import SEEDS

NEAREST: Final = 60
_BATCH: Final = 32


def embed(model: TextModel, texts: Sequence[str]) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    """Return the vectors of texts, embedded with those of a similar length."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    vectors = np.zeros((len(texts), model.dimension), dtype=np.float32)
    for start in range(0, len(order), _BATCH):
        places = order[start : start + _BATCH]
        vectors[places] = model.embed(model.tokenize([texts[place] for place in places]))
    return vectors


def hold_passages(model: TextModel, passages: Sequence[Text]) -> VectorSets:
    """Return the vectors of passages, as the embedder holds them."""
    texts = [list_texts(f"{passage.title}\n{passage.content}", title=passage.title) for passage in passages]
    sets = VectorSets(max_bytes=2**30)
    sets.hold(
        "all",
        dimension=model.dimension,
        keys=np.arange(len(passages), dtype=">i8").tobytes(),
        counts=np.array([len(own) for own in texts], dtype=">i4").tobytes(),
        vectors=embed(model, [text for own in texts for text in own]).astype("<f2").tobytes(),
    )
    return sets


def record(model: TextModel, half: str) -> None:
    """Write the nearest passages of each question of a half of the data set."""
    corpus = load_corpus(half)
    sets = hold_passages(model, [*corpus.passages, *make_unrelated(seed=SEEDS[half])])
    questions = [*(question.text for question in corpus.questions), *corpus.unanswerable]
    near = []
    for vector in embed(model, questions):
        keys, cosines = sets.rank("all", vector, limit=NEAREST)
        near.append([[key, round(cosine, 4)] for key, cosine in zip(keys, cosines, strict=True)])
    about = (
        f"The {NEAREST} nearest passages of each question in the half `{half}`, its own and those that seed"
        f" {SEEDS[half]} makes, with cosines of {model.name}."
    )
    content = json.dumps({"about": about, "near": near}, separators=(",", ":"))
    (FOLDER / f"{half}_cosines.json").write_text(content)


if __name__ == "__main__":
    installed = find_model(None).model
    if installed is None:
        sys.exit("no model is installed: make embeddings")
    for name in SEEDS:
        record(TextModel(installed), name)
