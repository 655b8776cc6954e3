"""The supplied extensions compute what the originals compute."""

import hashlib
import hmac
import re
import uuid

import asyncpg
import pytest

from alcove.foundation.database import Connection

TEXTS = ["", "a", "The quick brown fox", "ü" * 100, "x" * 55, "x" * 56, "x" * 64, "x" * 119, "x" * 1000]
ALGORITHMS = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]
# Passwords and their hashes by libxcrypt; the last is longer than bcrypt reads.
BCRYPT = {
    "secret": "$2a$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
    "": "$2b$04$CCCCCCCCCCCCCCCCCCCCC.Cg0ly9t/KVBCBYYDfOmZKwry9JuXClC",
    "ü" * 50: "$2y$04$./ABCDEFGHIJKLMNOPQRSOG6nnULIY7d7PCeRhkUX9Jc8Ta6WrxSm",
}
NAMESPACES = {"uuid_ns_dns": uuid.NAMESPACE_DNS, "uuid_ns_url": uuid.NAMESPACE_URL}


async def attempt(connection: Connection, statement: str) -> None:
    """Execute a statement whose error leaves the transaction usable."""
    async with connection.transaction():
        await connection.execute(statement)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_digests(inside: Connection, algorithm: str) -> None:
    """Digests and message authentication codes are those of Python."""
    for text in TEXTS:
        data = text.encode()
        assert (
            await inside.fetchval("SELECT digest($1::text, $2)", text, algorithm)
            == hashlib.new(algorithm, data).digest()
        )
        for key in ("k", "key" * 60):
            expected = hmac.new(key.encode(), data, algorithm).digest()
            assert await inside.fetchval("SELECT hmac($1::text, $2, $3)", text, key, algorithm) == expected


async def test_an_unknown_algorithm(inside: Connection) -> None:
    """The error is the original's."""
    with pytest.raises(asyncpg.PostgresError, match='Cannot use "md4": No such hash algorithm'):
        await inside.execute("SELECT digest('a', 'md4')")


@pytest.mark.parametrize("password", BCRYPT)
async def test_bcrypt(inside: Connection, password: str) -> None:
    """A password has the hash that other programs compute, with its salt alone or the hash as the salt."""
    hashed = BCRYPT[password]
    assert await inside.fetchval("SELECT crypt($1, $2)", password, hashed[:29]) == hashed
    assert await inside.fetchval("SELECT crypt($1, $2) = $2", password, hashed)


async def test_salts(inside: Connection) -> None:
    """Salts are random; other kinds than bcrypt are refused."""
    salts = {await inside.fetchval("SELECT gen_salt('bf', 4)") for _ in range(5)}
    assert len(salts) == 5
    assert all(re.fullmatch(r"\$2a\$04\$[./A-Za-z0-9]{22}", salt) for salt in salts)
    hashed = await inside.fetchval("SELECT crypt('secret', $1)", salts.pop())
    assert await inside.fetchval("SELECT crypt('secret', $1) = $1 AND crypt('other', $1) <> $1", hashed)
    for statement in ("SELECT gen_salt('md5')", "SELECT gen_salt('bf', 3)", "SELECT crypt('a', '$1$abc')"):
        with pytest.raises(asyncpg.PostgresError):
            await attempt(inside, statement)


async def test_random_bytes(inside: Connection) -> None:
    """As many as asked for, within the original's bounds."""
    for count in (1, 16, 17, 1024):
        assert len(await inside.fetchval("SELECT gen_random_bytes($1)", count)) == count
    for count in (0, 1025):
        with pytest.raises(asyncpg.PostgresError, match="Length not in range"):
            await attempt(inside, f"SELECT gen_random_bytes({count})")


async def test_uuids(inside: Connection) -> None:
    """Each version has its layout, and those of names are those of Python."""
    for version, function in ((1, "uuid_generate_v1()"), (1, "uuid_generate_v1mc()"), (4, "uuid_generate_v4()")):
        made = uuid.UUID(str(await inside.fetchval(f"SELECT {function}")))
        assert (made.version, made.variant) == (version, uuid.RFC_4122)
    for function, namespace in NAMESPACES.items():
        for name in ("example.org", "", "ü"):
            statement = f"SELECT uuid_generate_v3({function}(), $1), uuid_generate_v5({function}(), $1)"
            row = await inside.fetchrow(statement, name)
            expected = (uuid.uuid3(namespace, name), uuid.uuid5(namespace, name))
            assert tuple(uuid.UUID(str(value)) for value in row) == expected


async def test_moddatetime(inside: Connection) -> None:
    """The column has the time of the last change, with and without a time zone."""
    await inside.execute("""
        CREATE TABLE changed (id int, at timestamptz, plain timestamp);
        CREATE TRIGGER at BEFORE UPDATE ON changed FOR EACH ROW EXECUTE PROCEDURE moddatetime (at);
        CREATE TRIGGER plain BEFORE UPDATE ON changed FOR EACH ROW EXECUTE PROCEDURE extensions.moddatetime (plain);
        INSERT INTO changed VALUES (1);
        UPDATE changed SET id = 2;
    """)
    assert await inside.fetchval("SELECT id = 2 AND at = plain AND now() - at < interval '1 minute' FROM changed")


async def test_citext(inside: Connection) -> None:
    """Comparisons, keys, groups, sorting, patterns and indexes do not regard case."""
    await inside.execute("""
        CREATE TABLE people (email citext PRIMARY KEY, name citext);
        INSERT INTO people VALUES ('Ada@X.org', 'Ada'), ('bob@x.org', 'ADA'), ('Carl@x.org', 'carl');
    """)
    with pytest.raises(asyncpg.UniqueViolationError):
        await attempt(inside, "INSERT INTO people VALUES ('ADA@x.ORG')")
    emails = "SELECT string_agg(email, ' ') FROM (SELECT email FROM people WHERE {} ORDER BY email)"
    cases = {
        "email = 'BOB@X.ORG'": "bob@x.org",
        "email > 'B'": "bob@x.org Carl@x.org",
        "email <> 'ada@x.org'": "bob@x.org Carl@x.org",
        "email LIKE 'A%'": "Ada@X.org",
        "email ~ '^C'": "Carl@x.org",
        "email IN ('ADA@X.ORG', 'CARL@X.ORG')": "Ada@X.org Carl@x.org",
        "email = ANY ('{ADA@X.ORG}'::citext[])": "Ada@X.org",
    }
    for condition, expected in cases.items():
        assert await inside.fetchval(emails.format(condition)) == expected, condition
    assert await inside.fetchval("SELECT count(DISTINCT name) FROM people") == 2
    assert await inside.fetchval("SELECT count(*) FROM people a JOIN people b USING (name)") == 5
    assert await inside.fetchval("SELECT max(email) FROM people") == "Carl@x.org"
    await inside.execute("SET enable_seqscan = off")
    plan = await inside.fetch("EXPLAIN SELECT * FROM people WHERE email = 'x'")
    assert "Index" in plan[0][0]
