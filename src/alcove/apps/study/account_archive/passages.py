"""The ids of passages of a moved account, which follow from the ids of its materials and from their texts."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from alcove.apps.study.materials import number_passages, split_text


async def rename_passages(materials: Sequence[Mapping[str, Any]], renamed: Mapping[str, str]) -> Mapping[str, str]:
    """Return the new ids of passages by their old ones, for materials that have new ids."""
    ids: dict[str, str] = {}
    for row in materials:
        old, content = str(row.get("id")).lower(), row.get("content")
        if old in renamed and isinstance(content, str):
            ids |= await asyncio.to_thread(_rename, content, old=UUID(old), new=UUID(renamed[old]))
    return ids


def _rename(content: str, *, old: UUID, new: UUID) -> Mapping[str, str]:
    """Return the new ids of one material's passages by their old ones."""
    # Ids follow from the material's id and the texts, so both lists are in the same order.
    chunks = split_text(content)
    pairs = zip(number_passages(old, chunks).ids, number_passages(new, chunks).ids, strict=True)
    return {str(before): str(after) for before, after in pairs}
