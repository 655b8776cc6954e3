"""A Chromium process with its own process group, profile folder and environment; it is killed with all its children."""

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

from alcove.apps.books.sources.solver.chromium.devtools import MAX_MESSAGE_BYTES, BrowserError, DevTools

PROGRAM_NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

# None of these hides from a page that the browser is automated. They restrict the browser to itself and the proxy.
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

VENDOR_HOSTS: Final = frozenset(
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
"""Hosts that the browser calls by itself and not for a page; no flag prevents calls to the last one.

Blocking www.google.com breaks only pages with a CAPTCHA, which nobody could answer anyway.
"""

# Runs between fork and exec: moves the pipes to where the browser expects them, and drops root privileges.
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
    """Return the path of Chromium or Chrome on this machine, None when neither is installed."""
    return next((Path(found) for name in PROGRAM_NAMES if (found := shutil.which(name))), None)


class Browser:
    """A running Chromium process."""

    def __init__(self, process: asyncio.subprocess.Process, *, tools: DevTools, folder: Path) -> None:
        self._process = process
        self._folder = folder
        self.tools = tools

    @property
    def running(self) -> bool:
        """Return whether the process is still running."""
        return self._process.returncode is None

    def memory(self) -> int:
        """Return the private memory of its processes in bytes, 0 where there is no /proc."""
        page_size = os.sysconf("SC_PAGE_SIZE")
        return sum(_private_pages(pid) for pid in _group_members(self._process.pid)) * page_size

    def kill(self) -> None:
        """Kill its process group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    async def close(self) -> None:
        """Kill the browser and delete its profile."""
        await self.tools.close()
        self.kill()
        await self._process.wait()
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)


async def launch_browser(program: Path, *, proxy_port: int) -> Browser:
    """Start a browser that connects through the loopback proxy on this port. Raise BrowserError."""
    folder = Path(tempfile.mkdtemp(prefix="alcove-browser-"))
    try:
        return await _launch(program, folder=folder, proxy_port=proxy_port)
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        raise


async def _launch(program: Path, *, folder: Path, proxy_port: int) -> Browser:
    home = folder / "home"
    home.mkdir()
    if os.geteuid() == 0:
        await asyncio.to_thread(_chown_to_nobody, folder)
    log_path = folder / "log"
    command = [str(program), *_FLAGS, f"--user-data-dir={home}", f"--proxy-server=http://127.0.0.1:{proxy_port}"]
    with log_path.open("wb") as log, _open_pipes() as (browser_ends, own_ends):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-S", "-c", _LAUNCH, *map(str, browser_ends), *command, "about:blank",
            stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=browser_ends, start_new_session=True,
            cwd=home, env={"HOME": str(home), "PATH": os.defpath, "LANG": "C.UTF-8"},
        )  # fmt: skip
        tools = await _connect(*own_ends)
    browser = Browser(process, tools=tools, folder=folder)
    try:
        await tools.call("Browser.getVersion")
    except BaseException as error:
        reason = _last_log_line(log_path)
        await browser.close()
        if isinstance(error, BrowserError):
            raise BrowserError(f"the browser does not start: {reason or error}") from error
        raise
    return browser


def _chown_to_nobody(folder: Path) -> None:
    for path in (folder, folder / "home"):
        shutil.chown(path, "nobody")


@contextlib.contextmanager
def _open_pipes() -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the browser's ends and our ends of two pipes; close the browser's ends in this process on exit."""
    browser_read, own_write = os.pipe()
    own_read, browser_write = os.pipe()
    # Not on 3 and 4, which the launcher overwrites.
    ends = tuple(fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10) for fd in (browser_read, browser_write))
    for fd in (browser_read, browser_write):
        os.close(fd)
    try:
        yield (ends[0], ends[1]), (own_read, own_write)
    finally:
        for fd in ends:
            os.close(fd)


async def _connect(read_fd: int, write_fd: int) -> DevTools:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=MAX_MESSAGE_BYTES)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read_fd, "rb", 0))
    transport, _ = await loop.connect_write_pipe(asyncio.Protocol, os.fdopen(write_fd, "wb", 0))
    return DevTools(reader, transport)


def _group_members(leader: int) -> Sequence[int]:
    """Return the pids of a process group."""
    pids = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = entry.read_text("ascii", "replace").rpartition(")")[2].split()
            if int(fields[2]) == leader:
                pids.append(int(entry.parent.name))
    return pids


def _private_pages(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text("ascii").split()
        return max(0, int(resident) - int(shared))
    return 0


def _last_log_line(log_path: Path) -> str:
    """Return the last line that the browser wrote."""
    with contextlib.suppress(OSError):
        lines = log_path.read_bytes()[-4096:].decode("utf-8", "replace").strip().splitlines()
        return lines[-1][-200:] if lines else ""
    return ""
