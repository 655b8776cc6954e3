"""What is known of the owner's taste, as answers carry it."""

from typing import Literal

from msgspec import Struct


class RivalScores(Struct, frozen=True, kw_only=True):
    """How well verdicts were foretold by models that had not seen them; fractions."""

    accuracy: float
    precision: float
    recall: float
    f1: float
    roc_auc: float
    brier: float
    brier_error: float = 0.0
    log_loss: float
    precision_at_20: float


class RivalModel(Struct, frozen=True, kw_only=True):
    """A recommender that was judged on the owner's verdicts; without scores `error` says why."""

    name: str
    title: str
    scores: RivalScores | None
    seconds: float
    error: str


class TasteModel(Struct, frozen=True, kw_only=True):
    """The model in use; `accuracy` is held out."""

    id: int
    recommender: str
    version: str
    accuracy: float
    trained_at: str
    labels: int
    keepers: int
    folds: int


class Training(Struct, frozen=True, kw_only=True):
    """An attempt to learn: trained, or the old model was kept for a reason, or it failed."""

    id: int
    outcome: Literal["trained", "kept", "failed"]
    reason: str
    labels: int
    keepers: int
    model_id: int | None
    started_at: str
    finished_at: str


class TasteModels(Struct, frozen=True, kw_only=True):
    """What has been learnt: the model in use, how its rivals did, and the newest trainings."""

    trained: bool
    current: TasteModel | None
    labels: int
    keepers: int
    needed: int
    rivals: list[RivalModel]
    trainings: list[Training]
