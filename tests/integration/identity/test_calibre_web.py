"""Users are read from a database of Calibre-Web, in any state, without changing it."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from werkzeug.security import generate_password_hash

from alcove.foundation.identity import is_werkzeug_password as is_password
from alcove.foundation.identity.store.calibre_web import DatabaseUnusable, find_user
from support.peers import PASSWORD, make_app_db

NOBODY = 65534


@pytest.fixture(scope="session")
def made_app_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database that Calibre-Web created."""
    return make_app_db(tmp_path_factory.mktemp("calibre-web"))


@pytest.fixture
def app_db(made_app_db: Path, tmp_path: Path) -> Path:
    """Return a copy of it."""
    folder = tmp_path / "auth"
    folder.mkdir()
    return Path(shutil.copyfile(made_app_db, folder / "app.db"))


def test_the_administrator_of_a_new_database_is_found(app_db: Path) -> None:
    """The user that Calibre-Web creates is an administrator, with the configured password."""
    user = find_user(app_db, "admin")
    assert user is not None
    assert user.is_admin
    assert user.may_sign_in
    assert user.password_hash.startswith("scrypt:")
    assert is_password(user.password_hash, PASSWORD)
    assert not is_password(user.password_hash, PASSWORD.lower())


def test_the_guest_cannot_sign_in(app_db: Path) -> None:
    """The guest has a row, but cannot sign in."""
    user = find_user(app_db, "Guest")
    assert user is not None
    assert not user.may_sign_in
    assert not user.is_admin


@pytest.mark.parametrize("name", ["Admin", "ADMIN", "admin ", "adm%", "", "nobody", "' OR 1=1 --", "\udcff"])
def test_names_are_case_sensitive(app_db: Path, name: str) -> None:
    """Case, blanks and wildcards count; an unknown name has no user."""
    assert find_user(app_db, name) is None


@pytest.mark.parametrize(
    "method", ["scrypt", "scrypt:16384:8:1", "pbkdf2:sha256:1000", "pbkdf2:sha256:600000", "pbkdf2:sha512:1000"]
)
def test_every_hash_format_of_calibre_web_matches(app_db: Path, method: str) -> None:
    """Hashes of old and new werkzeug versions match."""
    _add(app_db, "ann", password=generate_password_hash("päss wörd", method), role=0)
    user = find_user(app_db, "ann")
    assert user is not None
    assert user.may_sign_in
    assert not user.is_admin
    assert is_password(user.password_hash, "päss wörd")
    assert not is_password(user.password_hash, "pass word")


def test_ldap_users_cannot_sign_in(app_db: Path) -> None:
    """An empty hash, which LDAP users have, does not match an empty password."""
    _add(app_db, "ldap", password="", role=0)
    user = find_user(app_db, "ldap")
    assert user is not None
    assert not user.may_sign_in
    assert not is_password(user.password_hash, "")


def test_the_write_ahead_log_is_read(app_db: Path) -> None:
    """A user in the write-ahead log is found while Calibre-Web is running, and the log is unchanged."""
    with closing(sqlite3.connect(app_db)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        with writer:
            writer.execute(_INSERT, ("late", "late@example.org", generate_password_hash("late"), 1))
        log = app_db.with_name("app.db-wal")
        before = log.read_bytes(), app_db.read_bytes()
        user = find_user(app_db, "late")
        assert user is not None
        assert user.is_admin
        assert (log.read_bytes(), app_db.read_bytes()) == before


def test_a_change_is_seen_immediately(app_db: Path) -> None:
    """A replaced database is used at the next check."""
    assert find_user(app_db, "bob") is None
    other = app_db.with_name("other.db")
    other.write_bytes(app_db.read_bytes())
    _add(other, "bob", password=generate_password_hash("b"), role=0)
    other.replace(app_db)
    assert find_user(app_db, "bob") is not None


def test_a_read_only_folder_is_enough(app_db: Path) -> None:
    """Neither the file nor its folder needs to be writable, and no files are created."""
    with closing(sqlite3.connect(app_db)) as database:
        database.execute("PRAGMA journal_mode = WAL")
    app_db.chmod(0o444)
    app_db.parent.chmod(0o555)
    try:
        assert find_user(app_db, "admin") is not None
        assert [path.name for path in app_db.parent.iterdir()] == ["app.db"]
    finally:
        app_db.parent.chmod(0o755)


@pytest.mark.skipif(os.geteuid() != 0, reason="becoming somebody else takes root")
def test_reading_writes_no_files(app_db: Path) -> None:
    """An operating system user with read access only gets the same result, including the write-ahead log."""
    with closing(sqlite3.connect(app_db)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        with writer:
            writer.execute(_INSERT, ("late", "late@example.org", "scrypt:16384:8:1$a$b", 0))
        names = sorted(path.name for path in app_db.parent.iterdir())
        for path in app_db.parent.iterdir():
            path.chmod(0o444)
        with _readable_by_all(app_db.parent):
            script = (
                "import os, sys; from pathlib import Path; os.chdir('/')\n"
                "from alcove.foundation.identity.store.calibre_web import find_user\n"
                f"os.setgid({NOBODY}); os.setuid({NOBODY})\n"
                "print([find_user(Path(sys.argv[1]), name) is not None for name in ('admin', 'late', 'nobody')])"
            )
            result = subprocess.run(
                [sys.executable, "-c", script, app_db], capture_output=True, text=True, check=False, timeout=60
            )
        assert result.stdout.strip() == "[True, True, False]", result.stderr
        assert sorted(path.name for path in app_db.parent.iterdir()) == names


@contextmanager
def _readable_by_all(folder: Path) -> Iterator[None]:
    """Make a folder below private ones readable for everybody, for a while."""
    private = [path for path in (folder, *folder.parents) if not path.stat().st_mode & 0o001 or path == folder]
    modes = {path: path.stat().st_mode & 0o7777 for path in private}
    for path, mode in modes.items():
        path.chmod(0o555 if path == folder else mode | 0o011)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def test_old_databases_have_a_nickname_column(app_db: Path) -> None:
    """The former name of the column works."""
    with closing(sqlite3.connect(app_db)) as database, database:
        database.execute("ALTER TABLE user RENAME COLUMN name TO nickname")
    assert find_user(app_db, "admin") is not None


def test_special_characters_in_the_path(app_db: Path) -> None:
    """Characters with a meaning in SQLite URIs are quoted."""
    path = app_db.with_name("a?mode=rwc#b%20c 'ü'.db")
    app_db.rename(path)
    assert find_user(path, "admin") is not None


def _nothing(path: Path) -> None:
    path.unlink()


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _garbage(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4000)


def _text(path: Path) -> None:
    path.write_text("This is no database at all, but some text that goes on for a while.")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _other_user(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE thing (id)")


def _without_capability(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE user (name, password)")


@pytest.mark.parametrize(
    "spoil",
    [_nothing, _folder, _empty, _garbage, _text, _cut, _other_user, _without_capability],
    ids=lambda path: path.__name__,
)
def test_an_invalid_database_is_unusable(app_db: Path, spoil: Callable[[Path], None]) -> None:
    """Anything but a database is an error, not a missing user."""
    spoil(app_db)
    with pytest.raises(DatabaseUnusable):
        find_user(app_db, "admin")


_INSERT = "INSERT INTO user (name, email, password, role) VALUES (?, ?, ?, ?)"


def _add(path: Path, name: str, *, password: str, role: int) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(_INSERT, (name, f"{name}@example.org", password, role))
