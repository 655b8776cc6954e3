"""Change an image with Pillow; it runs in a process of its own, which a hostile image may slow down or end."""

import os
from pathlib import Path
from typing import Any, Final

from alcove.wires.supabase.storage.images.options import ImageOptions

MAX_AREA: Final = 50_000_000
"""The most pixels that are decoded."""
MAX_BYTES: Final = 25 * 1024 * 1024
"""The largest file that is read."""
_READABLE: Final = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF", "ICO")
_WRITABLE: Final = {"JPEG", "PNG", "WEBP", "AVIF", "GIF"}
_WITHOUT_ALPHA: Final = {"JPEG"}


class UnreadableImage(Exception):
    """A file is no image of a known format, or it is damaged."""


class ImageTooLarge(Exception):
    """An image has too many bytes or pixels."""


def transform_image(source: str, target: str, *, options: ImageOptions) -> str:
    """Write a changed copy of an image durably, and return its type; UnreadableImage, ImageTooLarge, OSError.

    Of an animation only the first picture is used. The copy has the turn of the camera, the colour profile, and none of
    the other metadata.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - optional, and not in the server

    path = Path(source)
    if path.stat().st_size > MAX_BYTES:
        raise ImageTooLarge
    Image.MAX_IMAGE_PIXELS = MAX_AREA
    try:
        with Image.open(path, formats=_READABLE) as image:
            _check_area(image)
            image_format = _find_format(image.format or "PNG", options)
            profile = image.info.get("icc_profile")
            _reduce(image, options)
            changed = _resize(ImageOps.exif_transpose(_convert(image, image_format)), options)
    except (ImageTooLarge, Image.DecompressionBombError) as error:
        raise ImageTooLarge from error
    except Exception as error:  # damaged images raise almost anything
        raise UnreadableImage(str(error)[:200]) from error
    _save(changed, target, image_format=image_format, quality=options.quality, profile=profile)
    return f"image/{image_format.lower()}"


def _check_area(image: Any) -> None:
    # Only the head of the file has been read so far.
    if image.width * image.height > MAX_AREA:
        raise ImageTooLarge


def _reduce(image: Any, options: ImageOptions) -> None:
    """Decode a JPEG in a smaller size, if that is still larger than the wanted one: it takes less memory and time."""
    longest = max(options.width or 0, options.height or 0)
    if longest and image.format == "JPEG":
        image.draft(image.mode, (longest, longest))


def _find_format(original: str, options: ImageOptions) -> str:
    if options.format in ("webp", "avif"):
        return options.format.upper()
    return original if original in _WRITABLE else "PNG"


def _convert(image: Any, image_format: str) -> Any:
    """Return an image with one of the two kinds of pixels that every filter and format can handle."""
    has_alpha = image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info
    if image.mode.startswith(("I", "F")):
        image = image.convert("L")
    mode = "RGBA" if has_alpha and image_format not in _WITHOUT_ALPHA else "RGB"
    exif = image.getexif()
    converted = image.convert(mode)
    converted.info["exif"] = exif.tobytes()
    return converted


def _resize(image: Any, options: ImageOptions) -> Any:
    from PIL import Image, ImageOps  # noqa: PLC0415

    width, height = options.width, options.height
    if width is None and height is None:
        return image
    resample = Image.Resampling.LANCZOS
    if width is None or height is None:
        factor = (width or 0) / image.width or (height or 0) / image.height
        size = _fit(image.width * factor), _fit(image.height * factor)
        return image.resize(size, resample)
    if options.resize == "cover":
        return ImageOps.fit(image, (width, height), resample)
    if options.resize == "fill":
        return image.resize((width, height), resample)
    factor = min(width / image.width, height / image.height)
    return image.resize((_fit(image.width * factor), _fit(image.height * factor)), resample)


def _fit(length: float) -> int:
    return max(1, min(round(length), 16_383))


def _save(image: Any, target: str, *, image_format: str, quality: int, profile: bytes | None) -> None:
    more: dict[str, Any] = {} if image_format in ("PNG", "GIF") else {"quality": quality}
    if profile and image_format != "GIF":
        more["icc_profile"] = profile
    image.info.pop("exif", None)
    with Path(target).open("wb") as file:
        image.save(file, image_format, **more)
        file.flush()
        os.fsync(file.fileno())
