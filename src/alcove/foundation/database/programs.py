"""The PostgreSQL programs that an account can run: the installed ones, or a copy where it can reach them.

PostgreSQL checks its own programs with access(), for which capabilities do not count. An account that may not enter
the folder of the installation (a checkout in root's home, or one made with a umask of 077) therefore gets a copy.
"""

import base64
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from alcove.foundation.database.account import Account, can_reach
from alcove.foundation.database.binaries import MAJOR, WHEEL, binaries
from alcove.foundation.database.errors import BinariesMissing, NoAccount

SYSTEM_PLACE = Path("/var/cache/alcove/programs")

_INSTALLATION = f"{WHEEL}/pginstall{MAJOR}"
_NEEDED = (f"{_INSTALLATION}/bin/", f"{_INSTALLATION}/lib/", f"{_INSTALLATION}/share/", f"{WHEEL}.libs/")
_FOR_COMPILERS = (".a", ".pc", ".mk")


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the installed package: where it is, its name in the package, and the hash that the package lists."""

    source: Path
    name: str
    sha256: str


def find_programs(data_dir: Path, account: Account) -> Path:
    """Return a folder of programs that the account can run; NoAccount when there is no place for one."""
    installed = binaries()
    if account.can_run(installed / "initdb"):
        return installed
    failures = [f"{installed}: closed to user {account.uid}"]
    for place, gid in _places(data_dir, account):
        try:
            programs = copy_programs(place, gid=gid)
        except OSError as error:
            failures.append(f"{place}: {error.strerror or error}")
            continue
        if account.can_run(programs / "initdb"):
            return programs
        failures.append(f"{place}: user {account.uid} cannot run programs there")
    raise NoAccount(
        f"PostgreSQL refuses to run as root, and the user {account.uid} cannot run its programs "
        f"({'; '.join(failures)}). Move Alcove to a folder that everybody may enter, or run it as a plain user"
    )


@contextmanager
def quotable(programs: Path, account: Account) -> Iterator[Path]:
    """Give programs that initdb can call: it puts their path between double quotes and hands it to a shell."""
    if not set('"$`\\\n') & set(str(programs)):
        yield programs
        return
    with tempfile.TemporaryDirectory(prefix="alcove-") as name:
        copied = copy_programs(Path(name) / "programs")
        account.own(Path(name))
        yield copied


def copy_programs(place: Path, *, gid: int | None = None) -> Path:
    """Return the programs' folder in a whole, verified copy below `place`, made unless it is there.

    The copy belongs to this process's user. With `gid` only that group can read it, otherwise everybody can;
    nobody else can write to it.
    """
    items = list(_items())
    target = place / f"postgresql-{MAJOR}-{_digest(items)}"
    _make_place(place, gid=gid)
    with _one_at_a_time(place):
        if not is_whole(target, items):
            _make(items, target, gid=gid)
    return target / _INSTALLATION / "bin"


def is_whole(folder: Path, items: list[Item]) -> bool:
    """Tell whether every file of a copy is there, with the content that the package lists."""
    try:
        return all(_sha256((folder / item.name).read_bytes()) == item.sha256 for item in items)
    except OSError:
        return False


def _places(data_dir: Path, account: Account) -> Iterator[tuple[Path, int | None]]:
    """Yield where a copy may be put that nobody but root can change, and the group that it is for."""
    status = data_dir.stat()
    if status.st_uid == os.geteuid() and can_reach(data_dir / "programs", uid=account.uid, gid=account.gid):
        yield data_dir / "programs", account.gid
    yield SYSTEM_PLACE, None


def _items() -> Iterator[Item]:
    from importlib import metadata  # noqa: PLC0415 - 10 ms of every start, and few need a copy

    listed = metadata.distribution(WHEEL.replace("_", "-")).files
    if not listed:
        raise BinariesMissing(f"the package {WHEEL.replace('_', '-')} has no list of its files: install it again")
    for file in listed:
        name = file.as_posix()
        if name.startswith(_NEEDED) and not name.endswith(_FOR_COMPILERS) and file.hash is not None:
            yield Item(Path(str(file.locate())), name, file.hash.value)


def _digest(items: list[Item]) -> str:
    listing = "\n".join(sorted(f"{item.name} {item.sha256}" for item in items))
    return hashlib.sha256(listing.encode()).hexdigest()[:16]


def _sha256(content: bytes) -> str:
    """Return a hash in the form in which packages list it."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _make_place(place: Path, *, gid: int | None) -> None:
    for folder in (place.parent, place):
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _permit(folder, gid=gid, mode=0o755)
    status = place.lstat()
    if status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise PermissionError(f"{place} can be changed by others")


@contextmanager
def _one_at_a_time(place: Path) -> Iterator[None]:
    lock = os.open(place / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _make(items: list[Item], target: Path, *, gid: int | None) -> None:
    """Make a copy beside its place and rename it, so that what has the name is whole."""
    draft, damaged = (target.with_name(f".{target.name}.{end}") for end in ("new", "damaged"))
    for left in (draft, damaged):
        shutil.rmtree(left, ignore_errors=True)
    _copy(items, draft, gid=gid)
    with suppress(FileNotFoundError):
        target.rename(damaged)
    draft.rename(target)
    shutil.rmtree(damaged, ignore_errors=True)


def _copy(items: list[Item], draft: Path, *, gid: int | None) -> None:
    for item in items:
        content = item.source.read_bytes()
        if _sha256(content) != item.sha256:
            raise BinariesMissing(f"{item.source} is not what the package installed: install the package again")
        target = draft / item.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        _permit(target, gid=gid, mode=0o755 if item.source.stat().st_mode & 0o100 else 0o644)
    for folder in (draft, *(path for path in draft.rglob("*") if path.is_dir())):
        _permit(folder, gid=gid, mode=0o755)


def _permit(path: Path, *, gid: int | None, mode: int) -> None:
    if gid is not None:
        os.chown(path, -1, gid)
        mode &= 0o750
    path.chmod(mode)
