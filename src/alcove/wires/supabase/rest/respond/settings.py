"""What SQL said about the response: the settings `response.headers` and `response.status`."""

import msgspec

from alcove.wires.supabase.rest.header_fields import is_header, is_of_connection
from alcove.wires.supabase.rest.respond.errors import InvalidResponseHeaders, InvalidResponseStatus

_decode_headers = msgspec.json.Decoder(list[dict[str, str]]).decode


def read_headers(text: str | None) -> list[tuple[str, str]]:
    """Return the headers that SQL set, in order, without those of the connection; InvalidResponseHeaders."""
    if not text:
        return []
    try:
        objects = _decode_headers(text)
    except msgspec.DecodeError as error:
        raise InvalidResponseHeaders from error
    headers = [pair for item in objects for pair in item.items()]
    if any(len(item) != 1 for item in objects) or not all(is_header(name, value) for name, value in headers):
        raise InvalidResponseHeaders
    return [pair for pair in headers if not is_of_connection(pair[0])]


def read_status(text: str | None) -> int | None:
    """Return the status that SQL set, None if it set none; InvalidResponseStatus."""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) == 3 and int(text) >= 200):
        raise InvalidResponseStatus
    return int(text)
