"""Accept and Content-Type."""

from collections.abc import Iterable
from functools import lru_cache

from alcove.wires.supabase.rest.request.model import MediaType

ANY = MediaType("*/*")
JSON = MediaType("application/json")


def parse_accept(values: Iterable[str]) -> tuple[MediaType, ...]:
    """Parse the Accept headers: by quality, then the more specific first, then as sent; none accepts anything."""
    return _parse_accept(",".join(values))


@lru_cache(128)
def _parse_accept(value: str) -> tuple[MediaType, ...]:
    ranked: list[tuple[float, int, MediaType]] = []
    for part in _split_outside_quotes(value, ","):
        if not part.strip():
            continue
        media_type, quality = _split_quality(parse_media_type(part))
        specificity = len(media_type.parameters) - media_type.name.count("*")
        ranked.append((-quality, -specificity, media_type))
    ranked.sort(key=lambda rank: rank[:2])
    return tuple(media_type for _, _, media_type in ranked) or (ANY,)


@lru_cache(128)
def parse_media_type(text: str) -> MediaType:
    """Parse one media type; its name and the names of its parameters become lower case."""
    name, *parameters = _split_outside_quotes(text, ";")
    pairs = (parameter.partition("=") for parameter in parameters if parameter.strip())
    return MediaType(
        name.strip().lower(),
        tuple((key.strip().lower(), value.strip().strip('"')) for key, _, value in pairs),
    )


def _split_outside_quotes(text: str, separator: str) -> list[str]:
    parts: list[str] = []
    is_open = False
    for part in text.split(separator):
        if is_open:
            parts[-1] += separator + part
        else:
            parts.append(part)
        is_open ^= part.count('"') % 2 == 1
    return parts


def _split_quality(media_type: MediaType) -> tuple[MediaType, float]:
    """Return a media type without its quality, and the quality: 1 where it is missing or no number."""
    quality = media_type.parameter("q")
    if quality is None:
        return media_type, 1.0
    parameters = tuple(pair for pair in media_type.parameters if pair[0] != "q")
    try:
        return MediaType(media_type.name, parameters), float(quality)
    except ValueError:
        return MediaType(media_type.name, parameters), 1.0
