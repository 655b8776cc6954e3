"""Receive a file."""

from typing import Any, Final
from uuid import UUID

from alcove.apps.study.materials.errors import UnsupportedFile
from alcove.apps.study.materials.model import AddedMaterial
from alcove.apps.study.materials.service import Materials
from alcove.foundation.deps import Deps
from alcove.foundation.web import Call

FORM_OVERHEAD: Final = 2**20
"""Bytes of a form besides its file."""


class FileReceiver:
    """Receives."""

    async def receive(self, call: Call[Any, Any], *, user_id: UUID, content_type: str) -> AddedMaterial:  # noqa: ARG002
        """Not yet."""
        raise UnsupportedFile("Not yet.")


def build_receiver(deps: Deps, *, materials: Materials) -> FileReceiver:  # noqa: ARG001
    """Return it."""
    return FileReceiver()
