"""Request bodies: read within bounds, decoded strictly."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from alcove.foundation.errors import BadRequest, BodyLate, BodyTooLarge
from alcove.foundation.web.queries import MOST_FIELDS, pairs
from alcove.foundation.web.values import INVALID, Field, fields_of

SLOWEST_BODY = 30.0
_DRAINED = 16 * 1024 * 1024
_DRAIN_SECONDS = 3.0

Headers = Mapping[bytes, bytes]
Decode = Callable[[bytes], Any]


def bounded(receive: Receive, *, limit: int) -> Receive:
    """Return a `receive` that raises BodyTooLarge once more than `limit` bytes have come."""
    size = 0

    async def receive_within() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise BodyTooLarge(f"The request body is larger than {limit} bytes.")
        return message

    return receive_within


async def drain(receive: Receive) -> None:
    """Take what is left of a refused body, within bounds, so that its sender gets to read the answer."""
    size = 0
    try:
        async with asyncio.timeout(_DRAIN_SECONDS):
            while size < _DRAINED:
                message = await receive()
                size += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return


async def read_body(receive: Receive) -> bytes:
    """Return the whole body."""
    chunks: list[bytes] = []
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                chunks.append(message.get("body", b""))
                if not message.get("more_body", False):
                    return b"".join(chunks)
    except TimeoutError:
        raise BodyLate(f"The request body did not arrive within {SLOWEST_BODY:g} seconds.") from None


def json_reader(kind: type) -> Decode:
    """Return a function from a JSON body to `kind`."""
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
        raise BadRequest(f"The request body is not as expected: {_plain(error)}.") from error
    except UnicodeDecodeError as error:
        raise BadRequest("The request body is not valid JSON: it is not UTF-8.") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadRequest(f"The request body is not valid JSON: {_plain(error)}.") from error
    if b"\\u0000" in body and _has_nul(msgspec.to_builtins(value)):
        raise BadRequest("The request body has a NUL character in a text.")
    return value


def _plain(error: Exception) -> str:
    return str(error).replace("`", "'").removeprefix("JSON is malformed: ")


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(each) for pair in value.items() for each in pair)
    return isinstance(value, list | tuple) and any(_has_nul(each) for each in value)


class FormReader:
    """Reads multipart, urlencoded and JSON bodies into one struct.

    Tuple fields take repeated keys and drop elements of the wrong type; other fields take the last value
    and refuse one of the wrong type. Uploaded files are ignored.
    """

    def __init__(self, kind: type) -> None:
        self._kind = kind
        self._fields = {field.key: field for field in fields_of(kind)}
        self._json = msgspec.json.Decoder(dict[str, Any])

    async def read(self, body: bytes, content_type: str) -> Any:
        """Return the struct, whatever the body's form; BadRequest when it is malformed."""
        media_type = content_type.partition(";")[0].strip().lower()
        if not body.strip():
            return self._build([])
        if media_type == "multipart/form-data":
            return self._build(await _multipart(body, content_type))
        if media_type == "application/json" or media_type.endswith("+json") or body.lstrip()[:1] == b"{":
            return self._build(_flatten(_decode(self._json, body)))
        return self._build(pairs(body.decode("utf-8", "replace")))

    def _build(self, given: list[tuple[str, str]]) -> Any:
        values: dict[str, Any] = {}
        for key, text in given:
            field = self._fields.get(key)
            if field is not None:
                _take(values, field=field, text=text)
        for field in self._fields.values():
            if field.required and field.name not in values:
                raise BadRequest(f"The field '{field.key}' is missing.")
            if field.many and field.name in values:
                values[field.name] = tuple(values[field.name])
        try:
            return self._kind(**values)
        except ValueError as error:
            raise BadRequest(str(error)) from error


def _take(values: dict[str, Any], *, field: Field, text: str) -> None:
    if "\0" in text:
        raise BadRequest(f"The field '{field.key}' has a NUL character in it.")
    value = field.read(text)
    if field.many:
        values.setdefault(field.name, [])
        if value is not INVALID:
            values[field.name].append(value)
    elif value is INVALID:
        expected = "too long or not of the allowed form" if field.text else f"not {field.kind}"
        raise BadRequest(f"The field '{field.key}' is {expected}.")
    else:
        values[field.name] = value


def _flatten(document: dict[str, Any]) -> list[tuple[str, str]]:
    given: list[tuple[str, str]] = []
    for key, value in document.items():
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, dict | list):
                raise BadRequest(f"The field '{key}' is nested; texts, numbers and lists of them are expected.")
            if each is not None:
                given.append((key, str(each)))
    return given


async def _multipart(body: bytes, content_type: str) -> list[tuple[str, str]]:
    from starlette.datastructures import Headers as StarletteHeaders  # noqa: PLC0415 - rare, and costs a start
    from starlette.formparsers import MultiPartException, MultiPartParser  # noqa: PLC0415

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    if not body.rstrip().endswith(b"--"):
        raise BadRequest("The form is cut off: its closing boundary is missing.")
    headers = StarletteHeaders({"content-type": content_type})
    parser = MultiPartParser(headers, stream(), max_files=10, max_fields=MOST_FIELDS, max_part_size=max(len(body), 1))
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
