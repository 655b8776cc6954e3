"""The models that the embedder has loaded, by their folders."""

import asyncio
from pathlib import Path
from typing import Final

from alcove.apps.study.embeddings.embedder.text_model import TextModel
from alcove.apps.study.embeddings.embedder.weights import UnusableModel

MAX_MODELS: Final = 2
"""Two, so that the old one answers while everything is embedded again with the new one."""


class LoadedModels:
    """Loads models on first use, and again when their files have changed.

    `problem` says why the model that was wanted last cannot be used.
    """

    def __init__(self) -> None:
        self._models: dict[str, TextModel] = {}
        self._loading = asyncio.Lock()
        self.problem = ""

    @property
    def names(self) -> list[str]:
        """The names of the models."""
        return [model.name for model in self._models.values()]

    async def load(self, folder: str) -> TextModel:
        """Return the model of a folder; UnusableModel."""
        async with self._loading:
            try:
                model = self._models.pop(folder, None)
                if model is None or not model.is_current():
                    model = await asyncio.to_thread(TextModel, Path(folder))
            except UnusableModel as error:
                self.problem = str(error)
                raise
            self.problem = ""
            self._models[folder] = model
            while len(self._models) > MAX_MODELS:
                del self._models[next(iter(self._models))]
        return model
