"""Forms with a file, which arrive in pieces of any size."""

from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.wires.supabase.storage.errors import StorageError
from alcove.wires.supabase.storage.upload.form import FileForm

TYPE = "multipart/form-data; boundary=edge"


def write_form(parts: Sequence[tuple[str, bytes]], *, end: bytes = b"--edge--\r\n") -> bytes:
    """Return a form; a part is what follows `form-data` in its header, and its content."""
    body = b"".join(
        b"--edge\r\nContent-Disposition: form-data" + head.encode() + b"\r\n\r\n" + content + b"\r\n"
        for head, content in parts
    )
    return body + end


async def read_form(body: bytes, *, size: int) -> tuple[bytes, FileForm]:
    """Return the file of a form that arrives in pieces of some bytes, and the form."""

    async def stream() -> AsyncIterator[bytes]:
        for start in range(0, len(body), size):
            yield body[start : start + size]

    form = FileForm(stream(), content_type=TYPE)
    await form.find_file()
    content = b"".join([chunk async for chunk in form.read_file()])
    return content, form


@settings(max_examples=60)
@given(content=st.binary(max_size=300), size=st.integers(1, 70), text=st.text(max_size=20))
async def test_a_form_may_arrive_in_any_pieces(content: bytes, size: int, text: str) -> None:
    """The file and the fields around it are whole, whatever the pieces are and the content resembles."""
    content = content + b"\r\n--edgy" + content
    field = ('; name="metadata"', text.encode())
    body = write_form([field, ('; name=""; filename="blob"', content), ('; name="cacheControl"', b"60")])
    got, form = await read_form(body, size=size)
    assert (got, form.fields) == (content, {"metadata": text, "cacheControl": "60"})


async def test_the_part_without_a_name_is_the_file() -> None:
    """Some clients send no file name."""
    content, _ = await read_form(write_form([('; name=""', b"x")]), size=9)
    assert content == b"x"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (write_form([('; name="a"', b"1")]), "no file"),
        (write_form([('; name=""; filename="a"', b"1")], end=b""), "cut off"),
        (write_form([('; name="a"', b"1")], end=b""), "cut off"),
        (write_form([('; name=""; filename="a"', b"1")] * 2), "more than one file"),
        (write_form([(f'; name="{n}"', b"1") for n in range(51)]), "more than 50 fields"),
        (write_form([('; name="a"', b"1" * (2**20 + 1))]), "too large"),
        (write_form([(f'; name="{"a" * 9000}"', b"1")]), "malformed"),
        (b"nothing of the kind", "malformed"),
    ],
)
async def test_a_wrong_form_is_refused(body: bytes, message: str) -> None:
    """A form without exactly one whole file, or with too much beside it, says what is wrong."""
    with pytest.raises(StorageError, match=message):
        await read_form(body, size=4096)


@pytest.mark.parametrize("content_type", ["multipart/form-data", f"multipart/form-data; boundary={'b' * 300}"])
async def test_a_wrong_boundary_is_refused(content_type: str) -> None:
    """None at all, and one that no client needs."""

    async def stream() -> AsyncIterator[bytes]:
        yield b""

    with pytest.raises(StorageError, match=r"boundary|Boundary"):
        FileForm(stream(), content_type=content_type)
