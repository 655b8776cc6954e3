"""A hosted project for tests: a database that looks like one, and its dumps, which the real pg_dump makes."""

import json
import subprocess
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import bcrypt
import psycopg

from alcove.foundation.database.programs import find_binaries

ADA, BOB, EVE = (uuid.UUID(int=number + 0xA << 96) for number in range(3))
PASSWORD: Final = "correct horse battery"
TOTP_SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STRANGE: Final = "a\\b\tc\nd'e\"f\\.;\r--$$ü\u2028"
SQL: Final = Path(__file__).with_name("hosted_project.sql")


@dataclass(frozen=True, slots=True)
class HostedProject:
    """The database of a project."""

    dsn: str

    def execute(self, sql: str, *args: object) -> None:
        """Run statements in it."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(sql.encode(), args or None)

    def fetch(self, sql: str) -> list[tuple[object, ...]]:
        """Return the rows of a statement."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            return connection.execute(sql.encode()).fetchall()

    def dump(self, target: Path, *options: str) -> Path:
        """Write a dump with pg_dump."""
        subprocess.run([find_binaries() / "pg_dump", f"--dbname={self.dsn}", f"--file={target}", *options], check=True)
        return target


def make_project(dsn: str) -> HostedProject:
    """Fill an empty database with a project."""
    project = HostedProject(dsn)
    project.execute(SQL.read_text())
    for account, name in ((ADA, "ada"), (BOB, "bob"), (EVE, "eve")):
        add_user(project, account, email=f"{name}@example.org", name=name)
    project.execute(
        "INSERT INTO auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at, secret)"
        " VALUES (gen_random_uuid(), %s, 'phone', 'totp', 'verified', now(), now(), %s)",
        BOB, TOTP_SECRET,
    )  # fmt: skip
    project.execute("INSERT INTO auth.sessions (id, user_id) VALUES (gen_random_uuid(), %s)", ADA)
    for number, title in enumerate(["write", STRANGE, "\\N", "''"], 1):
        project.execute(
            "INSERT INTO public.todos (user_id, title, points, tags, data, picture, code, bits, span, price, place)"
            " VALUES (%s, %s, %s, ARRAY['x', %s], %s::jsonb, %s, 'ab', B'101', '1 day 2 hours', 12.50, '(1.5,2)')",
            ADA, title, number, title, json.dumps({"t": title}), b"\x00\xff\\\n",
        )  # fmt: skip
    project.execute("INSERT INTO public.todos (user_id, title) VALUES (%s, 'bobs')", BOB)
    project.execute("UPDATE public.profiles SET mood = 'happy day' WHERE id = %s", BOB)
    project.execute("INSERT INTO public.tickets (note) VALUES ('one'), (NULL), ('')")
    project.execute("INSERT INTO public.events VALUES ('2025-05-05', 'a'), ('2026-05-05', 'b')")
    project.execute("INSERT INTO private.notes (note) VALUES ('hidden')")
    project.execute("REFRESH MATERIALIZED VIEW public.totals")
    return project


def make_empty_project(dsn: str) -> HostedProject:
    """Make a project without a program in an empty database."""
    project = HostedProject(dsn)
    project.execute(SQL.read_text().partition("-- The program.")[0])
    return project


def add_user(project: HostedProject, account: uuid.UUID, *, email: str, name: str) -> None:
    """Add a user as GoTrue does."""
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    project.execute(
        "INSERT INTO auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,"
        " confirmation_token, recovery_token, email_change_token_new, email_change, raw_app_meta_data,"
        " raw_user_meta_data, created_at, updated_at) VALUES ('00000000-0000-0000-0000-000000000000', %s,"
        " 'authenticated', 'authenticated', %s, %s, now(), '', 'a token', '', '', %s::jsonb, %s::jsonb, now(), now())",
        account, email, hashed, json.dumps({"provider": "email", "providers": ["email"]}), json.dumps({"name": name}),
    )  # fmt: skip
    project.execute(
        "INSERT INTO auth.identities (provider_id, user_id, identity_data, provider, created_at, updated_at)"
        " VALUES (%s, %s, %s::jsonb, 'email', now(), now())",
        str(account), account, json.dumps({"sub": str(account), "email": email}),
    )  # fmt: skip


DUMPS: Final[dict[str, Sequence[Sequence[str]]]] = {
    "plain": [["--no-owner"]],
    "custom": [["--format=custom"]],
    "inserts": [["--inserts", "--column-inserts"]],
    "parts": [["--schema-only"], ["--data-only", "--rows-per-insert=2", "--column-inserts"]],
}
"""The options of pg_dump for the files of a dump."""
