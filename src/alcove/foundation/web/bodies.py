"""Request bodies: read within limits, decoded strictly."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from alcove.foundation.errors import BadRequest, BodyTimeout, BodyTooLarge
from alcove.foundation.web.queries import MAX_FIELDS, parse_urlencoded
from alcove.foundation.web.struct_fields import INVALID, Field, struct_fields

BODY_TIMEOUT = 30.0
_DRAIN_BYTES = 16 * 1024 * 1024
_DRAIN_SECONDS = 3.0
_LEFT_SECONDS = 0.05

Headers = Mapping[bytes, bytes]
Decode = Callable[[bytes], Any]


def limit_body(receive: Receive, *, limit: int) -> Receive:
    """Return a `receive` that raises BodyTooLarge after more than `limit` bytes."""
    size = 0

    async def receive_limited() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise BodyTooLarge(f"The request body is larger than {limit} bytes.")
        return message

    return receive_limited


async def drain_body(receive: Receive) -> None:
    """Read and discard the rest of a rejected body, within limits, so that the client can read the response."""
    size = 0
    try:
        async with asyncio.timeout(_DRAIN_SECONDS):
            while size < _DRAIN_BYTES:
                message = await receive()
                size += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return


async def has_left(receive: Receive) -> bool:
    """Return whether the client has closed the connection; what it still sends is read and discarded."""
    try:
        # In a task that is being cancelled, `asyncio.timeout` raises CancelledError before Python 3.11.4.
        await asyncio.wait_for(_read_until_left(receive), _LEFT_SECONDS)
    except (TimeoutError, BodyTooLarge):
        return False
    return True


async def _read_until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def read_body(receive: Receive) -> bytes:
    """Return the whole body; BodyTimeout when it takes longer than `BODY_TIMEOUT` seconds."""
    chunks: list[bytes] = []
    try:
        async with asyncio.timeout(BODY_TIMEOUT):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                chunks.append(message.get("body", b""))
                if not message.get("more_body", False):
                    return b"".join(chunks)
    except TimeoutError:
        raise BodyTimeout(f"The request body did not arrive within {BODY_TIMEOUT:g} seconds.") from None


def json_decoder(kind: type) -> Decode:
    """Return a function that decodes a JSON body into `kind`."""
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(kind)

    def read(body: bytes) -> Any:
        if not body.strip():
            raise BadRequest("The request body is empty; it must be JSON.")
        return _decode(decoder, body)

    return read


def _decode(decoder: "msgspec.json.Decoder[Any]", body: bytes) -> Any:
    try:
        value = decoder.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except msgspec.ValidationError as error:
        raise BadRequest(f"The request body is not as expected: {_describe(error)}.") from error
    except UnicodeDecodeError as error:
        raise BadRequest("The request body is not valid JSON: it is not UTF-8.") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadRequest(f"The request body is not valid JSON: {_describe(error)}.") from error
    if b"\\u0000" in body and _has_nul(msgspec.to_builtins(value)):
        raise BadRequest("The request body has a NUL character in a text.")
    return value


def _describe(error: Exception) -> str:
    return str(error).replace("`", "'").removeprefix("JSON is malformed: ")


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(part) for item in value.items() for part in item)
    return isinstance(value, list | tuple) and any(_has_nul(item) for item in value)


class FormReader:
    """Reads multipart, urlencoded and JSON bodies into one struct.

    Tuple fields take repeated keys and drop elements of the wrong type. Other fields take the last value
    and reject one of the wrong type. Uploaded files are ignored.
    """

    def __init__(self, kind: type) -> None:
        self._kind = kind
        self._fields = {field.key: field for field in struct_fields(kind)}
        self._json = msgspec.json.Decoder(dict[str, Any])

    async def read(self, body: bytes, content_type: str) -> Any:
        """Return the struct, whatever the media type of the body; BadRequest when it is malformed."""
        media_type = content_type.partition(";")[0].strip().lower()
        if not body.strip():
            return self._build([])
        if media_type == "multipart/form-data":
            return self._build(await _multipart(body, content_type))
        if media_type == "application/json" or media_type.endswith("+json") or body.lstrip()[:1] == b"{":
            return self._build(_flatten(_decode(self._json, body)))
        return self._build(parse_urlencoded(body.decode("utf-8", "replace")))

    def _build(self, pairs: list[tuple[str, str]]) -> Any:
        values: dict[str, Any] = {}
        for key, text in pairs:
            field = self._fields.get(key)
            if field is not None:
                _add_value(values, field=field, text=text)
        for field in self._fields.values():
            if field.is_required and field.name not in values:
                raise BadRequest(f"The field '{field.key}' is missing.")
            if field.is_list and field.name in values:
                values[field.name] = tuple(values[field.name])
        try:
            return self._kind(**values)
        except ValueError as error:
            raise BadRequest(str(error)) from error


def _add_value(values: dict[str, Any], *, field: Field, text: str) -> None:
    if "\0" in text:
        raise BadRequest(f"The field '{field.key}' has a NUL character in it.")
    value = field.parse(text)
    if field.is_list:
        values.setdefault(field.name, [])
        if value is not INVALID:
            values[field.name].append(value)
    elif value is INVALID:
        expected = "too long or not of the allowed form" if field.is_text else f"not {field.type_name}"
        raise BadRequest(f"The field '{field.key}' is {expected}.")
    else:
        values[field.name] = value


def _flatten(document: dict[str, Any]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in document.items():
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, dict | list):
                raise BadRequest(f"The field '{key}' is nested; texts, numbers and lists of them are expected.")
            if item is not None:
                pairs.append((key, str(item)))
    return pairs


async def _multipart(body: bytes, content_type: str) -> list[tuple[str, str]]:
    from starlette.datastructures import Headers as StarletteHeaders  # noqa: PLC0415 - rarely needed, slow to import
    from starlette.formparsers import MultiPartException, MultiPartParser  # noqa: PLC0415

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    if not body.rstrip().endswith(b"--"):
        raise BadRequest("The form is cut off: its closing boundary is missing.")
    headers = StarletteHeaders({"content-type": content_type})
    parser = MultiPartParser(headers, stream(), max_files=10, max_fields=MAX_FIELDS, max_part_size=max(len(body), 1))
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise BadRequest(f"The form is malformed: {error.message}") from error
    except (ValueError, KeyError, LookupError) as error:
        raise BadRequest("The form is malformed.") from error
    try:
        return [(key, value) for key, value in form.multi_items() if isinstance(value, str)]
    finally:
        await form.close()
