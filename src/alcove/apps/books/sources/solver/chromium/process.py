"""One Chromium as a process: its own group and profile, no environment of ours, watched and ended as a whole."""

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from alcove.apps.books.sources.solver.chromium.devtools import LONGEST_MESSAGE, BrowserGone, DevTools

PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

# Nothing here changes what a page can tell about the browser. It keeps to itself, and to the gateway.
_FLAGS: Final = (
    "--headless",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--renderer-process-limit=2",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--proxy-bypass-list=<-loopback>",
)

OWN_HOSTS: Final = frozenset(
    {
        "accounts.google.com",
        "android.clients.google.com",
        "clients2.google.com",
        "content-autofill.googleapis.com",
        "edgedl.me.gvt1.com",
        "optimizationguide-pa.googleapis.com",
        "redirector.gvt1.com",
        "safebrowsing.googleapis.com",
        "update.googleapis.com",
        "www.google.com",
    }
)
"""What the browser calls of its own accord and not for a page: with no flag does it leave the last one alone.

A page that needs www.google.com asks for a CAPTCHA, which nobody is there to answer.
"""

# Runs between fork and browser: pipes where the browser expects them, and no root for pages of strangers.
_LAUNCH: Final = """
import os, pwd, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.closerange(5, 256)
if os.geteuid() == 0:
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
os.execv(sys.argv[3], sys.argv[3:])
"""


def find_program() -> Path | None:
    """Return the Chromium of this machine, if there is one."""
    return next((Path(found) for name in PROGRAMS if (found := shutil.which(name))), None)


class Browser:
    """A running Chromium."""

    def __init__(self, process: asyncio.subprocess.Process, *, tools: DevTools, folder: Path) -> None:
        self._process = process
        self._folder = folder
        self.tools = tools

    @property
    def running(self) -> bool:
        """Tell whether it has not ended."""
        return self._process.returncode is None

    def memory(self) -> int:
        """Return the bytes that its processes hold for themselves, 0 where the system does not tell."""
        page = os.sysconf("SC_PAGE_SIZE")
        return sum(_own_pages(pid) for pid in _group(self._process.pid)) * page

    def kill(self) -> None:
        """End its whole process group at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    async def close(self) -> None:
        """End it and remove its profile, which nobody will miss."""
        await self.tools.close()
        self.kill()
        await self._process.wait()
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)


async def start(program: Path, *, gateway: int) -> Browser:
    """Start a browser that reaches other machines through a gateway's port; BrowserGone says why not."""
    folder = Path(tempfile.mkdtemp(prefix="alcove-browser-"))
    try:
        return await _start(program, folder=folder, gateway=gateway)
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        raise


async def _start(program: Path, *, folder: Path, gateway: int) -> Browser:
    home = folder / "home"
    home.mkdir()
    if os.geteuid() == 0:
        await asyncio.to_thread(_give_to_nobody, folder)
    told = folder / "told"
    command = [str(program), *_FLAGS, f"--user-data-dir={home}", f"--proxy-server=http://127.0.0.1:{gateway}"]
    with told.open("wb") as log, _pipes() as (theirs, ours):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-S", "-c", _LAUNCH, *map(str, theirs), *command, "about:blank",
            stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=theirs, start_new_session=True,
            cwd=home, env={"HOME": str(home), "PATH": os.defpath, "LANG": "C.UTF-8"},
        )  # fmt: skip
        tools = await _connect(*ours)
    browser = Browser(process, tools=tools, folder=folder)
    try:
        await tools.ask("Browser.getVersion")
    except BaseException as error:
        reason = _last_words(told)
        await browser.close()
        if isinstance(error, BrowserGone):
            raise BrowserGone(f"the browser does not start: {reason or error}") from error
        raise
    return browser


def _give_to_nobody(folder: Path) -> None:
    for path in (folder, folder / "home"):
        shutil.chown(path, "nobody")


@contextlib.contextmanager
def _pipes() -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the browser's ends and ours of two pipes, and close the browser's in this process."""
    their_reading, our_writing = os.pipe()
    our_reading, their_writing = os.pipe()
    # Away from 3 and 4, where the browser looks for them.
    theirs = tuple(fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, 10) for each in (their_reading, their_writing))
    for each in (their_reading, their_writing):
        os.close(each)
    try:
        yield (theirs[0], theirs[1]), (our_reading, our_writing)
    finally:
        for each in theirs:
            os.close(each)


async def _connect(reading: int, writing: int) -> DevTools:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=LONGEST_MESSAGE)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb", 0))
    transport, _ = await loop.connect_write_pipe(asyncio.Protocol, os.fdopen(writing, "wb", 0))
    return DevTools(reader, transport)


def _group(leader: int) -> Sequence[int]:
    """Return the processes of a group."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = entry.read_text("ascii", "replace").rpartition(")")[2].split()
            if int(fields[2]) == leader:
                found.append(int(entry.parent.name))
    return found


def _own_pages(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text("ascii").split()
        return max(0, int(resident) - int(shared))
    return 0


def _last_words(told: Path) -> str:
    """Return the last line that the browser wrote, without what looks like a path."""
    with contextlib.suppress(OSError):
        lines = told.read_bytes()[-4096:].decode("utf-8", "replace").strip().splitlines()
        return lines[-1][-200:] if lines else ""
    return ""
