"""The regression that the recommenders are compared with: scikit-learn's, with its own settings, on one-hot columns."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from alcove.apps.records.taste.model.values import Subject


def predict(
    training_offers: Sequence[Subject], verdicts: Sequence[bool], *, offers: Sequence[Subject]
) -> NDArray[np.float64]:
    """Return the chances of offers by a regression that was fitted to verdicts; one half when all are equal."""
    if len(set(verdicts)) < 2:
        return np.full(len(offers), 0.5)
    vectorizer = DictVectorizer()
    columns = vectorizer.fit_transform([_encode(offer) for offer in training_offers])
    model = LogisticRegression(max_iter=1_000).fit(columns, verdicts)
    chances: NDArray[np.float64] = model.predict_proba(vectorizer.transform([_encode(offer) for offer in offers]))[:, 1]
    return chances


def _encode(offer: Subject) -> dict[str, int]:
    decade = () if offer.year is None else (f"decade {offer.year // 10}",)
    names = (
        *(f"genre {genre}" for genre in offer.genres),
        *(f"style {style}" for style in offer.styles),
        *(f"format {part}" for part in offer.format.split(", ")),
        f"label {offer.label}",
        f"artist {offer.artist}",
        *decade,
    )
    return dict.fromkeys(names, 1)
