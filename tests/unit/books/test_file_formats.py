"""Detection of file formats by content."""

import io
import random
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.books.downloads.model import (
    MAX_DIRECTORY_SIZE,
    DrmProtected,
    InvalidBookFile,
    detect_format,
    is_web_page,
)
from support import ebooks

FORMS = ("epub", "pdf", "mobi", "azw3", "djvu", "cbz", "cbr", "fb2", "fbz", "txt", "mp3", "docx", "htmlz", "zip", "")


def check(content: bytes, declared: str = "") -> str:
    """Return the detected format of a file with this content."""
    return detect_format(io.BytesIO(content), size=len(content), declared=declared)


@pytest.mark.parametrize(
    ("content", "declared", "expected"),
    [
        (ebooks.epub(), "epub", "epub"),
        (ebooks.epub(size=100_000), "EPUB", "epub"),
        (ebooks.epub(), "kepub", "kepub"),
        (ebooks.mobi(), "mobi", "mobi"),
        (ebooks.azw3(), "azw3", "azw3"),
        (ebooks.pdf(), "pdf", "pdf"),
        (b"\n\n" + ebooks.pdf(), "pdf", "pdf"),
        (ebooks.djvu(), "djvu", "djvu"),
        (ebooks.cbz(), "cbz", "cbz"),
        (ebooks.cbr(), "cbr", "cbr"),
        (ebooks.cbr(version=4), "cbr", "cbr"),
        (ebooks.cbz(), "cbr", "cbz"),
        (ebooks.cbr(), "cbz", "cbr"),
        (ebooks.fb2(), "fb2", "fb2"),
        (f"\ufeff{ebooks.fb2().decode()}".encode("utf-16-le"), "fb2", "fb2"),
        (b"<?xml version='1.0'?><!-- a --><fb:FictionBook xmlns:fb='x'/>", "fb2", "fb2"),
        (ebooks.fb2_zip(), "fb2", "fbz"),
        (b"[Illustration]\n\nCHAPTER I\n", "txt", "txt"),
        ("\ufeffIt was a dark night".encode("utf-16-le"), "txt", "txt"),
        (b"x", "txt", "txt"),
        (b"<html><body>A book</body></html>", "html", "html"),
    ],
)  # fmt: skip
def test_declared_formats_are_detected(content: bytes, declared: str, expected: str) -> None:
    """Real files of each format are accepted; comics and zipped FictionBooks get their own format."""
    assert check(content, declared) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (ebooks.epub(), "epub"), (ebooks.mobi(), "mobi"), (ebooks.pdf(), "pdf"), (ebooks.djvu(), "djvu"),
        (ebooks.cbz(), "cbz"), (ebooks.cbr(), "cbr"), (ebooks.fb2(), "fb2"), (ebooks.fb2_zip(), "fbz"),
        (b"ID3\x04" + bytes(100), "mp3"), (b"\0\0\0\x20ftypM4B " + bytes(30), "m4b"),
    ],
)  # fmt: skip
def test_a_missing_format_is_detected(content: bytes, expected: str) -> None:
    """Without a declared format, the content decides."""
    assert check(content) == expected


PAGE = b"<!DOCTYPE html>\n<html><head><title>404</title></head><body>Not here</body></html>"


@pytest.mark.parametrize(
    "declared", ["epub", "pdf", "mobi", "azw3", "djvu", "cbz", "cbr", "fb2", "txt", "zip", "xyz", ""]
)
@pytest.mark.parametrize(
    "content",
    [PAGE, b"\xef\xbb\xbf  " + PAGE, b"<!-- x -->" + PAGE, b"<?xml version='1.0'?>" + PAGE, b'{"error": "none"}', b""],
)  # fmt: skip
def test_web_pages_and_json_messages_are_refused(content: bytes, declared: str) -> None:
    """HTML, JSON and empty files are refused whatever the declared format, with a message for users."""
    with pytest.raises(InvalidBookFile, match=r"Not a book file|The file is empty"):
        check(content, declared)


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        (ebooks.pdf(), "epub"),
        (ebooks.epub(), "pdf"),
        (ebooks.cbz(), "epub"),
        (ebooks.build_zip({"mimetype": b"application/epub+zip"}), "epub"),
        (ebooks.build_zip({"META-INF/container.xml": b"x"}), "epub"),
        (ebooks.build_zip({}), "cbz"),
        (ebooks.mobi()[:60] + b"TEXTMOBI" + bytes(300), "mobi"),
        (ebooks.epub()[:-30], "epub"),
        (ebooks.epub()[:700], "epub"),
        (b"PK\x03\x04" + bytes(100), "epub"),
        (b"<?xml version='1.0'?><feed/>", "fb2"),
        (bytes(1000), "epub"),
        (ebooks.pdf() + b"\0", "txt"),
        (b"plain words", ""),
    ],
)
def test_other_files_are_refused(content: bytes, declared: str) -> None:
    """Files of other types, broken or truncated archives and incomplete EPUBs are refused."""
    with pytest.raises(InvalidBookFile):
        check(content, declared)


@pytest.mark.parametrize("lock", ["META-INF/rights.xml", "META-INF/license.lcpl"])
def test_drm_protected_books_are_detected(lock: str) -> None:
    """An EPUB with DRM is refused with a message that says so."""
    parts = {"mimetype": b"application/epub+zip", "META-INF/container.xml": b"x", lock: b"x"}
    with pytest.raises(DrmProtected, match="needs a loan or login"):
        check(ebooks.build_zip(parts), "epub")


def test_a_zip_bomb_is_not_unpacked() -> None:
    """A zip of 64 MiB of zeros needs little time and memory: only the directory is read."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", "x")
        with archive.open("EPUB/bomb.xhtml", "w") as member:
            for _ in range(64):
                member.write(bytes(1 << 20))
    content = buffer.getvalue()
    tracemalloc.start()
    assert check(content, "epub") == "epub"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20


def test_a_huge_directory_is_not_read() -> None:
    """An archive with a directory above the size limit is refused."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(80):
            archive.writestr(f"{number}" + "x" * 60_000, b"")
    assert len(buffer.getvalue()) > 2 * MAX_DIRECTORY_SIZE
    with pytest.raises(InvalidBookFile, match="directory is too large"):
        check(buffer.getvalue(), "epub")


def test_endless_prologues_are_handled() -> None:
    """Hundreds of XML comments are read in linear time."""
    with pytest.raises(InvalidBookFile):
        check(b"<!---->" * 500 + b"x", "fb2")


def test_web_pages_are_detected() -> None:
    """A web page is detected by its start, a JSON message by its media type as well."""
    assert is_web_page(PAGE)
    assert is_web_page(b' {"a": 1}', media_type="application/problem+json; charset=utf-8")
    assert not is_web_page(b' {"a": 1}', media_type="text/plain")
    assert not is_web_page(ebooks.epub()[:4096], media_type="text/html")


def check_or_reason(content: bytes, declared: str) -> str:
    """Return the detected format, or the reason of the refusal."""
    try:
        return check(content, declared)
    except InvalidBookFile as refused:
        return str(refused)


@given(st.binary(max_size=300), st.sampled_from(FORMS))
def test_any_bytes_are_handled(content: bytes, declared: str) -> None:
    """Arbitrary bytes are accepted or refused; nothing else is raised."""
    assert check_or_reason(content, declared)


@given(st.integers(0, 10_000), st.sampled_from(FORMS))
def test_damaged_archives_are_handled(seed: int, declared: str) -> None:
    """An EPUB with changed bytes is accepted or refused; nothing else is raised."""
    rng = random.Random(seed)  # noqa: S311 - seeded
    content = bytearray(ebooks.epub())
    for _ in range(rng.randrange(1, 30)):
        content[rng.randrange(len(content))] = rng.randrange(256)
    assert check_or_reason(bytes(content[: rng.randrange(len(content))] if seed % 2 else content), declared)
