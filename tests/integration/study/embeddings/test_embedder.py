"""The embedder: a process that all others of the machine share, and that may end at any moment."""

import asyncio
import os
import signal
import stat
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from alcove.apps.study.embeddings import build_embedding_search, messages
from alcove.apps.study.embeddings.embedder_client import EmbedderClient
from alcove.apps.study.embeddings.embedder_start import MAX_SOCKET_PATH, prepare_place
from alcove.apps.study.embeddings.model import EmbedderUnavailable, ModelUnusable
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from integration.study.embeddings.passages import require_model
from integration.study.embeddings.tiny_model import make_model
from support.deps import make_deps
from support.folders import short_folder
from support.processes import is_alive
from support.until import until, until_async

PUBLISHED = [0.0676569, 0.0634959, 0.0487131, 0.0793049, 0.0374480]
"""The first numbers of the vector that the authors of the model publish for the sentence below."""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """Yield a data directory."""
    with short_folder() as folder:
        yield folder


@pytest.fixture
async def client(data_dir: Path) -> AsyncIterator[EmbedderClient]:
    """Yield a client, whose embedder ends soon after it."""
    opened = EmbedderClient(data_dir, clock=SystemClock())
    yield opened
    opened.close()


async def read_pid(client: EmbedderClient) -> int:
    """Return the process id of the running embedder."""
    status = await client.read_status()
    assert status is not None
    return status.pid


async def embed(client: EmbedderClient, model: Path, *texts: str, is_bulk: bool = False) -> list[tuple[float, ...]]:
    """Return the vectors of texts."""
    request = messages.Embed(folder=str(model), texts=texts, is_bulk=is_bulk)
    reply = await client.request(request, messages.Embedded)
    size = 4 * reply.dimension
    parts = [reply.vectors[start : start + size] for start in range(0, len(reply.vectors), size)]
    return [struct.unpack(f"<{reply.dimension}f", part) for part in parts]


async def test_the_installed_model_has_published_vectors(client: EmbedderClient) -> None:
    """A sentence has the vector that the authors of the model publish, and similar sentences are near one another."""
    folder = require_model()
    sentence, *pairs = await embed(
        client, folder, "This is an example sentence", "The new movie is awesome", "The new movie is so great",
        "A man is playing guitar",
    )  # fmt: skip
    assert sentence[:5] == pytest.approx(PUBLISHED, abs=1e-5)
    awesome, great, guitar = pairs
    assert sum(map(float.__mul__, awesome, great)) == pytest.approx(0.8939, abs=1e-3)
    assert sum(map(float.__mul__, awesome, guitar)) < 0.1
    described = await client.request(messages.Describe(folder=str(folder)), messages.Described)
    assert (described.name, described.dimension) == ("all-MiniLM-L6-v2", 384)


async def test_processes_that_start_it_at_once_share_one(data_dir: Path, model: Path) -> None:
    """Eight clients without an embedder start one together."""
    clients = [EmbedderClient(data_dir, clock=SystemClock()) for _ in range(8)]
    try:
        vectors = await asyncio.gather(*(embed(client, model, "abc") for client in clients))
        assert len({vector for (vector,) in vectors}) == 1
        assert len({await read_pid(client) for client in clients}) == 1
        await until_async(lambda: len(list_embedders(data_dir)) == 1)
    finally:
        for client in clients:
            client.close()


async def test_it_ends_when_nobody_is_connected(data_dir: Path, model: Path) -> None:
    """It stays while one process needs it, and ends with the last."""
    first, second = (EmbedderClient(data_dir, clock=SystemClock()) for _ in range(2))
    await embed(first, model, "abc")
    await embed(second, model, "abc")
    pid = await read_pid(first)
    first.close()
    assert await embed(second, model, "abc")
    assert await read_pid(second) == pid
    second.close()
    await until_async(lambda: not is_alive(pid))


async def test_it_ends_when_idle_and_starts_again(data_dir: Path, model: Path) -> None:
    """A connected but idle process does not keep it; the next request starts another one."""
    client = EmbedderClient(data_dir, clock=SystemClock(), idle_seconds=0.5)
    before = await embed(client, model, "abc")
    pid = await read_pid(client)
    await until_async(lambda: not is_alive(pid))
    assert await client.read_status() is None
    assert await embed(client, model, "abc") == before
    assert await read_pid(client) != pid
    client.close()


async def test_a_request_survives_a_kill(client: EmbedderClient, model: Path) -> None:
    """Requests that wait while the embedder is killed are answered by another one."""
    before = await embed(client, model, "abc")
    waiting = asyncio.gather(*(embed(client, model, "abc", *["x" * 60] * 100, is_bulk=True) for _ in range(8)))
    await asyncio.sleep(0)
    os.kill(await read_pid(client), signal.SIGKILL)
    for vectors in await waiting:
        assert vectors[0] == pytest.approx(before[0], abs=1e-5)


async def test_five_hundred_queries_at_once_are_answered(client: EmbedderClient, model: Path) -> None:
    """Each of many concurrent queries gets the vector that it gets alone."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    alone = {letter: (await embed(client, model, letter * 3))[0] for letter in letters}
    texts = [letters[number % 26] * 3 for number in range(500)]
    vectors = await asyncio.gather(*(embed(client, model, text) for text in texts))
    for text, (vector,) in zip(texts, vectors, strict=True):
        assert vector == pytest.approx(alone[text[0]], abs=1e-5)


async def test_more_than_the_queue_holds_is_refused(client: EmbedderClient, model: Path) -> None:
    """Beyond the limit a request is refused at once, and those that wait are answered."""
    await embed(client, model, "abc")
    texts = ["a b c d e f g h i j k l m n o p q r s t u v w x y z" * 2] * messages.MAX_TEXTS
    results = await asyncio.gather(
        *(embed(client, model, *texts, is_bulk=True) for _ in range(100)), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, EmbedderUnavailable)]
    answered = [result for result in results if isinstance(result, list)]
    assert len(refused) + len(answered) == 100
    assert refused
    assert answered


@pytest.mark.parametrize("text", ["", " ", "\x00", "🙂", "שלום", "a" * 100_000, "a " * 20_000, "\ufffd"])
async def test_any_text_has_a_vector(client: EmbedderClient, model: Path, text: str) -> None:
    """Texts that are empty, huge or of other scripts have a normalised vector."""
    (vector,) = await embed(client, model, text)
    assert sum(number * number for number in vector) == pytest.approx(1, abs=1e-5)


async def test_what_follows_the_last_token_is_ignored(client: EmbedderClient, model: Path) -> None:
    """A text that is too long has the vector of its beginning."""
    long, longer = await embed(client, model, "a " * 100, "a " * 100 + "b " * 100)
    assert long == pytest.approx(longer, abs=1e-6)


async def test_a_model_that_is_replaced_is_loaded_again(client: EmbedderClient, model: Path, tmp_path: Path) -> None:
    """Weights that are written over are used from the next request on, under another name."""
    before = await client.request(messages.Describe(folder=str(model)), messages.Described)
    other = make_model(tmp_path / "other", seed=2)
    (other / "model.safetensors").replace(model / "model.safetensors")
    after = await client.request(messages.Describe(folder=str(model)), messages.Described)
    assert before.name != after.name
    assert before.name.startswith("tiny-")


async def test_unusable_models_are_named(client: EmbedderClient, model: Path) -> None:
    """Damaged files are refused with their path; once repaired they are used, by the same process."""
    content = (model / "model.safetensors").read_bytes()
    (model / "model.safetensors").write_bytes(content[:-9])
    with pytest.raises(ModelUnusable, match=r"model\.safetensors is damaged"):
        await embed(client, model, "abc")
    pid = await read_pid(client)
    (model / "model.safetensors").write_bytes(content)
    assert await embed(client, model, "abc")
    (model / "tokenizer.json").write_text("{}")
    os.utime(model / "model.safetensors", (1, 1))
    with pytest.raises(ModelUnusable, match=r"tokenizer\.json"):
        await embed(client, model, "abc")
    assert await read_pid(client) == pid


async def test_weights_with_the_hash_of_another_file_are_refused(client: EmbedderClient, tmp_path: Path) -> None:
    """Weights that are not those of the package that they came with are refused."""
    require_model()
    model = make_model(tmp_path / "package" / "model")
    record = tmp_path / "package-1.dist-info" / "RECORD"
    record.parent.mkdir()
    record.write_text("package/model/model.safetensors,sha256=AAAA,12\n")
    with pytest.raises(ModelUnusable, match="SHA-256"):
        await embed(client, model, "abc")


async def test_weights_that_give_no_numbers_are_refused(client: EmbedderClient, model: Path) -> None:
    """A model with NaN in it is refused before it embeds anything."""
    path = model / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[-4:] = struct.pack("<f", float("nan"))
    path.write_bytes(content)
    with pytest.raises(ModelUnusable, match="not finite"):
        await embed(client, model, "abc")


async def test_a_long_data_directory_has_its_socket_elsewhere(model: Path) -> None:
    """Where the path of a socket would be too long, it is in a private folder for temporary files."""
    with short_folder() as folder:
        data_dir = folder / ("long" * 30)
        data_dir.mkdir()
        place = prepare_place(data_dir)
        assert len(os.fsencode(place.socket)) <= MAX_SOCKET_PATH
        client = EmbedderClient(data_dir, clock=SystemClock())
        try:
            assert await embed(client, model, "abc")
        finally:
            client.close()
            await until_async(lambda: not place.socket.exists())
            place.socket.parent.rmdir()


async def test_nobody_else_reaches_it(client: EmbedderClient, data_dir: Path, model: Path) -> None:
    """The folder, the socket, the lock and the log are of the server's user only."""
    await embed(client, model, "abc")
    folder = data_dir / "embedder"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    "content", [b"GET / HTTP/1.1\r\n\r\n", b"\x05\x00\x00\x00\xc1\xc1\xc1\xc1\xc1", b"\xff\xff\xff\xff"]
)
async def test_what_is_no_request_ends_only_its_connection(
    client: EmbedderClient, data_dir: Path, model: Path, content: bytes
) -> None:
    """Bytes of another protocol, and a message that claims to be huge, end the connection that they came on."""
    await embed(client, model, "abc")
    pid = await read_pid(client)
    reader, writer = await asyncio.open_unix_connection(str(prepare_place(data_dir).socket))
    writer.write(content)
    writer.write_eof()
    assert await reader.read() == b""
    writer.close()
    assert await embed(client, model, "abc")
    assert await read_pid(client) == pid


async def test_an_embedder_that_cannot_start_is_not_started_again_and_again(data_dir: Path, model: Path) -> None:
    """After a failed start requests are refused for a moment, without another process."""
    (data_dir / "embedder").mkdir(mode=0o700)
    (data_dir / "embedder" / "lock").mkdir()
    client = EmbedderClient(data_dir, clock=SystemClock())
    with pytest.raises(EmbedderUnavailable, match="cannot be started"):
        await embed(client, model, "abc")
    with pytest.raises(EmbedderUnavailable, match="in a moment"):
        await embed(client, model, "abc")
    log = (data_dir / "embedder" / "log").read_text()
    assert log.count("Traceback") == 1
    assert "IsADirectoryError" in log


async def test_without_weights_there_is_no_vector(dsn: str, pool: Pool, data_dir: Path, tmp_path: Path) -> None:
    """Where no model is installed a query has no vector, and no process is started."""
    deps = make_deps(dsn, pool=pool, data_dir=data_dir, environ={"STUDY_EMBEDDINGS_DIR": str(tmp_path / "none")})
    async with deps.exit_stack:
        search = build_embedding_search(deps)
        assert await search.embed_query("anything") is None
    assert list_embedders(data_dir) == []


async def test_a_query_waits_a_second_at_most(deps: Deps) -> None:
    """While the embedder hangs a query has no vector after a second; when it goes on it has one."""
    search = build_embedding_search(deps)
    await search.embed_texts(["abc"])
    (process,) = list_embedders(deps.data_dir)
    with suspend_process(process):
        before = asyncio.get_running_loop().time()
        assert await search.embed_query("abc") is None
        assert asyncio.get_running_loop().time() - before == pytest.approx(1, abs=0.5)
    assert await until_async(lambda: search.embed_query("abc"))


def list_embedders(data_dir: Path) -> list[int]:
    """Return the process ids of the embedders of a data directory."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            arguments = file.read_text().split("\0")
            if "alcove.apps.study.embeddings.embedder" in arguments and str(data_dir / "embedder") in arguments:
                found.append(int(file.parent.name))
    return found


@contextmanager
def suspend_process(pid: int) -> Iterator[None]:
    """Stop a process during the block."""
    os.kill(pid, signal.SIGSTOP)
    try:
        until(lambda: Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T")
        yield
    finally:
        os.kill(pid, signal.SIGCONT)
