"""What is known of the owner's taste, as answers carry it."""

from typing import Literal

from msgspec import Struct

from alcove.apps.records.model.taste.values import RivalModel


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
