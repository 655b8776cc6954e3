"""Transform images outside this process, one after another, with a bound on the time and on those that wait."""

import asyncio
import hashlib
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alcove.wires.supabase.storage.caller_sessions import translate_errors
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.errors import StorageError, too_large, unavailable
from alcove.wires.supabase.storage.images.cache import ImageCache
from alcove.wires.supabase.storage.images.options import ImageOptions
from alcove.wires.supabase.storage.images.transform import ImageTooLarge, UnreadableImage, transform_image

if TYPE_CHECKING:
    from alcove.foundation.jobs import ProcessExecutor

SECONDS: Final = 20
"""After this time an image is given up, and one that waits for others as well."""
MAX_WAITING: Final = 50


class ImageRenderer:
    """Transforms images, and keeps the results."""

    def __init__(self, deps: StorageDeps) -> None:
        self._cache = ImageCache(deps.config.image_folder, max_bytes=deps.config.image_cache_bytes)
        self._is_enabled = deps.config.has_images
        self._waiting = 0

    async def render(self, source: Path, *, version: str, options: ImageOptions) -> tuple[Path, str, str]:
        """Return the file of a changed image, its type and its entity tag; StorageError."""
        if not self._is_enabled:
            raise images_not_enabled()
        key = hashlib.sha256(version.encode() + options.encode()).hexdigest()[:40]
        with translate_errors():
            known = await self._cache.find(key)
            if known is None:
                known = await self._render(source, key, options=options)
        return *known, f'"{key}"'

    async def _render(self, source: Path, key: str, *, options: ImageOptions) -> tuple[Path, str]:
        if self._waiting >= MAX_WAITING:
            raise unavailable("Too many images are being transformed, please try again")
        target = self._cache.new_path()
        self._waiting += 1
        try:
            mimetype = await self._transform(source, target, options=options)
            return await self._cache.add(key, target, mimetype=mimetype), mimetype
        finally:
            self._waiting -= 1
            target.unlink(missing_ok=True)

    async def _transform(self, source: Path, target: Path, *, options: ImageOptions) -> str:
        from alcove.foundation.jobs import ProcessDied  # noqa: PLC0415 - with the first image

        try:
            async with asyncio.timeout(SECONDS):
                return await self._executor.run(partial(transform_image, options=options), str(source), str(target))
        except ImageTooLarge:
            raise too_large("The image is larger than 25 MB or 50 megapixels") from None
        except (UnreadableImage, ProcessDied) as error:
            raise unreadable_image() from error
        except TimeoutError as error:
            raise unavailable("The image takes too long to transform") from error

    @cached_property
    def _executor(self) -> "ProcessExecutor":
        from alcove.foundation.jobs import ProcessExecutor  # noqa: PLC0415

        return ProcessExecutor(niceness=0)


def unreadable_image() -> StorageError:
    """Return the error of an object that is no image of a known format, or a damaged one."""
    message = "The object is not an image that can be transformed"
    return StorageError(message, code="422", error="InvalidRequest", status=422)


def images_not_enabled() -> StorageError:
    """Return the error of a server that transforms none."""
    message = "Image transformations are not enabled: the server needs the packages of its extra `images`"
    return StorageError(message, code="403", error="FeatureNotEnabled", status=403)
