"""`/rest/v1` at the server's own address: keys, tokens, roles, and the requests of the unchanged front end."""

import asyncio
import uuid
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest

from alcove.apps.study.api_database import RestLogin, ensure_login
from alcove.apps.study.rest_api import build_rest_probe
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import ComponentHealth
from integration.study.conftest import OTHER_ANON_KEY, sign_up
from integration.study.served import StudyServer, serve_study
from support.deps import make_deps
from support.until import until_async

OBJECT = "application/vnd.pgrst.object+json"
REPRESENTATION = {"Prefer": "return=representation"}
MERGE = {"Prefer": "resolution=merge-duplicates"}


def error(response: httpx2.Response) -> tuple[int, str]:
    """Return the status and the code of an error."""
    return response.status_code, str(response.json()["code"])


def test_keys_of_every_kind(server: StudyServer, account: uuid.UUID) -> None:
    """A request needs a key: the anon key, an opaque or a literal one; with the secret key row security is passed."""
    keys, token = server.keys, server.token(account)
    with server.client() as client:
        missing = client.get("/subjects")
        assert (missing.status_code, missing.json()["message"]) == (401, "No API key found in request")
        wrong = client.get("/subjects", headers={"apikey": "sb_publishable_wrong"})
        assert (wrong.status_code, wrong.json()["message"]) == (401, "Invalid API key")
        for key in (keys.anon_key, keys.publishable_key, OTHER_ANON_KEY):
            for headers in ({"apikey": key}, {"apikey": key, "Authorization": f"Bearer {key}"}):
                assert client.get("/profiles", headers=headers).json() == []
            signed_in = {"apikey": key, "Authorization": f"Bearer {token}"}
            assert [row["id"] for row in client.get("/profiles", headers=signed_in).json()] == [str(account)]
        for key in (keys.service_role_key, keys.secret_key):
            rows = client.get("/profiles", headers={"apikey": key, "Authorization": f"Bearer {key}"}).json()
            assert str(account) in {row["id"] for row in rows}


def test_tokens_that_are_not_accepted(server: StudyServer, account: uuid.UUID) -> None:
    """Forged, expired and foreign tokens get PostgREST's errors, and no rows."""
    other_secret = "another secret of more than 32 bytes"
    tokens = {
        "forged": (server.token(account, secret=other_secret), "PGRST301"),
        "expired": (server.token(account, lifetime=-60), "PGRST303"),
        "malformed": ("not.a.token", "PGRST301"),
        "unsigned": (server.token(account).rpartition(".")[0] + ".", "PGRST301"),
    }
    with server.client() as client:
        for name, (token, code) in tokens.items():
            headers = {"apikey": server.keys.anon_key, "Authorization": f"Bearer {token}"}
            response = client.get("/profiles", headers=headers)
            assert error(response) == (401, code), name
            assert response.headers["WWW-Authenticate"].startswith("Bearer")
        expired = {"apikey": server.keys.anon_key, "Authorization": f"Bearer {server.token(account, lifetime=-60)}"}
        assert client.get("/profiles", headers=expired).json()["message"] == "JWT expired"


@pytest.mark.parametrize("role", ["postgres", "alcove", "authenticator", "pg_read_all_data", "nobody", "none"])
def test_a_token_reaches_the_three_roles_only(server: StudyServer, account: uuid.UUID, role: str) -> None:
    """A valid token that names a role of the database itself is refused."""
    with server.client() as client:
        token = server.token(account, role=role)
        response = client.get("/profiles", headers={"apikey": server.keys.anon_key, "Authorization": f"Bearer {token}"})
    # As authenticator, which may do nothing by itself.
    assert response.status_code in (400, 401, 403), response.text
    assert response.json()["code"] in ("22023", "42501", "42704")


def test_other_schemas_are_not_reachable(server: StudyServer, account: uuid.UUID) -> None:
    """Neither a name nor a profile header leads to a table or function outside `public`, for no role."""
    with server.client() as client:
        for headers in (server.headers(account), server.service_headers(), server.headers()):
            for path in ("/users", "/rest_login", "/migrations", "/auth.users", "/procrastinate_jobs", "/account_role"):
                assert error(client.get(path, headers=headers)) == (404, "PGRST205"), path
            for schema in ("auth", "study", "alcove", "jobs", "records", "pg_catalog", "information_schema"):
                response = client.get("/users", headers={**headers, "Accept-Profile": schema})
                assert error(response) == (406, "PGRST106"), schema
            assert error(client.post("/rpc/ensure_rest_login", headers=headers, json={})) == (404, "PGRST202")


async def test_a_function_cannot_leave_its_role(server: StudyServer, account: uuid.UUID) -> None:
    """A program's function that executes anything, even RESET ROLE, reads no account and no other schema."""
    await server.execute("""
        CREATE FUNCTION public.run_anything(statement text) RETURNS text LANGUAGE plpgsql AS $$
        DECLARE result text;
        BEGIN EXECUTE statement INTO result; RETURN result; END $$""")
    await server.execute("SELECT pg_notify('pgrst', 'reload schema')")
    attacks = (
        "SELECT count(*)::text FROM auth.users", "SELECT password FROM study.rest_login",
        "DO $$ BEGIN RESET ROLE; PERFORM FROM auth.users; END $$", "DO $$ BEGIN SET ROLE alcove; END $$",
        "DO $$ BEGIN RESET SESSION AUTHORIZATION; PERFORM FROM auth.users; END $$",
        "DO $$ BEGIN SET SESSION AUTHORIZATION alcove; END $$", "SELECT id FROM alcove.migrations LIMIT 1",
        "CREATE TABLE public.mine ()", "SELECT pg_read_file('/etc/passwd')",
    )  # fmt: skip
    with server.client() as client:
        for attack in attacks:
            for headers in (server.headers(account), server.headers(), server.service_headers()):
                response = await asyncio.to_thread(
                    client.post, "/rpc/run_anything", headers=headers, json={"statement": attack}
                )
                assert error(response)[1] == "42501", (attack, response.text)
    await server.execute("DROP FUNCTION public.run_anything")


def test_the_calendar_of_the_front_end(server: StudyServer, account: uuid.UUID) -> None:
    """Add Event works with blanks and with the four kinds of the page; the month is filtered twice by one column."""
    with server.client(headers=server.headers(account)) as client:
        for kind in ("study", "exam", "deadline", "assignment"):
            body = {
                "title": "x", "description": "", "event_date": "2025-09-17", "event_time": "", "event_type": kind,
                "subject_id": "", "user_id": str(account), "completed": False,
            }  # fmt: skip
            headers = {**REPRESENTATION, "Accept": OBJECT, "Content-Profile": "public"}
            response = client.post("/calendar_events?select=*", json=body, headers=headers)
            assert response.status_code == 201, response.text
            row: dict[str, Any] = response.json()
            assert (row["event_time"], row["subject_id"], row["description"]) == (None, None, "")
        month = f"user_id=eq.{account}&event_date=gte.2025-09-01&event_date=lt.2025-10-01&order=event_date.asc"
        assert len(client.get(f"/calendar_events?select=*&{month}").json()) == 4
        one = f"/calendar_events?id=eq.{row['id']}&user_id=eq.{account}"
        assert client.patch(one, json={"completed": True}).status_code == 204
        assert client.delete(one).status_code == 204
        # A blank for a column that needs a value stays an error.
        blank = {"title": "x", "event_date": "", "event_type": "exam", "user_id": str(account)}
        assert error(client.post("/calendar_events", json=blank)) == (400, "22007")


def test_settings_and_profile_of_the_front_end(server: StudyServer, account: uuid.UUID) -> None:
    """Saving a profile and settings, which exist since the sign-up, works again and again, without `on_conflict`."""
    with server.client(headers=server.headers(account)) as client:
        for first_name in ("Ada", "Augusta"):
            profile = {
                "id": str(account), "email": "other@example.org", "first_name": first_name, "last_name": "",
                "avatar_url": "", "language": "en", "academic_level": "graduate",
            }  # fmt: skip
            assert client.post("/profiles", json=profile, headers=MERGE).status_code in (200, 201)
        (stored,) = client.get(f"/profiles?select=*&id=eq.{account}").json()
        assert (stored["full_name"], stored["email"]) == ("Augusta", f"{account}@example.org")
        for theme, hours in (("dark", 2.5), ("system", 4)):
            settings = {
                "user_id": str(account), "theme": theme, "daily_goal_hours": hours, "study_reminder_time": "09:30",
                "notifications_enabled": True,
            }  # fmt: skip
            assert client.post("/user_settings", json=settings, headers=MERGE).status_code in (200, 201)
        (saved,) = client.get(f"/user_settings?select=*&user_id=eq.{account}").json()
        assert (saved["theme"], saved["daily_goal_hours"], saved["study_reminder_time"]) == ("system", 4.0, "09:30:00")


def test_statistics_of_the_front_end(server: StudyServer, account: uuid.UUID) -> None:
    """Sessions come with the name of their subject, and every table with its user's profile."""
    with server.client(headers=server.headers(account)) as client:
        columns = "?columns=%22name%22,%22user_id%22&select=*"
        headers = {**REPRESENTATION, "Accept": OBJECT}
        subject = client.post(
            f"/subjects{columns}", json=[{"name": "history", "user_id": str(account)}], headers=headers
        ).json()
        for subject_id in (subject["id"], None):
            session = {
                "user_id": str(account), "title": "x", "status": "completed", "duration": 30, "subject_id": subject_id,
            }  # fmt: skip
            assert client.post("/study_sessions", json=session).status_code == 201
        week = f"user_id=eq.{account}&status=eq.completed&created_at=gte.2000-01-01&created_at=lte.2100-01-01"
        rows = client.get(f"/study_sessions?select=*,subjects(name)&{week}").json()
        assert sorted(str(row["subjects"]) for row in rows) == ["None", "{'name': 'history'}"]
        by_column = client.get(
            f"/study_sessions?select=title,subject:subject_id(name,color)&{week}&order=subject_id"
        ).json()
        assert [row["subject"] for row in by_column] == [{"name": "history", "color": "#3B82F6"}, None]
        assert client.get(f"/study_streaks?select=current_streak&user_id=eq.{account}").json() == [
            {"current_streak": 1}
        ]
        totals = client.get(f"/study_analytics?select=total_study_time&user_id=eq.{account}").json()
        assert totals == [{"total_study_time": 30}] * 2
        assert client.get("/profiles?select=total_study_time,study_streak").json() == [
            {"total_study_time": 60, "study_streak": 1}
        ]


async def test_every_table_embeds_the_profile(server: StudyServer) -> None:
    """`profiles(...)` can be embedded in every table with a user."""
    rows = await server.execute("""
        SELECT relname::text FROM pg_class JOIN pg_attribute ON attrelid = oid
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attname = 'user_id'""")
    assert len(rows) > 20
    with server.client(headers=server.service_headers()) as client:
        for row in rows:
            response = await asyncio.to_thread(client.get, f"/{row[0]}?select=user_id,profiles(id)&limit=2")
            assert response.status_code == 200, (row[0], response.text)
            assert all((found["profiles"] or {"id": None})["id"] == found["user_id"] for found in response.json())


def test_rows_of_others(server: StudyServer, account: uuid.UUID, other: uuid.UUID) -> None:
    """Another account's rows are neither read nor changed, and cannot be referred to; the errors are PostgREST's."""
    with server.client() as client:
        mine, theirs = server.headers(account), server.headers(other)
        body = {"user_id": str(account), "name": "history"}
        subject = client.post("/subjects", json=body, headers={**mine, **REPRESENTATION}).json()[0]["id"]
        assert client.get("/subjects", headers=theirs).json() == []
        assert client.get("/subjects", headers=server.headers()).json() == []
        assert client.patch(f"/subjects?id=eq.{subject}", json={"name": "x"}, headers=theirs).status_code == 204
        assert client.delete(f"/subjects?id=eq.{subject}", headers=theirs).status_code == 204
        forged = client.post("/subjects", json={**body, "name": "y"}, headers=theirs)
        assert error(forged) == (403, "42501")
        assert forged.json()["message"] == 'new row violates row-level security policy for table "subjects"'
        anonymous = server.headers()
        for response in (
            client.post("/subjects", json=body, headers=anonymous),
            client.patch(f"/subjects?id=eq.{subject}", json={"name": "x"}, headers=anonymous),
            client.delete(f"/subjects?id=eq.{subject}", headers=anonymous),
            client.post("/rpc/record_daily_login", json={"p_user_id": str(account)}, headers=anonymous),
        ):
            assert error(response) == (401, "42501")
        task = {"user_id": str(other), "title": "x"}
        attached, missing = (
            client.post("/tasks", json={**task, "subject_id": target}, headers=theirs)
            for target in (subject, str(uuid.uuid4()))
        )
        assert error(attached) == (409, "23503")
        assert attached.json()["details"] == 'Key is not present in table "subjects".'
        assert attached.json() == missing.json()
        assert [row["name"] for row in client.get("/subjects", headers=mine).json()] == ["history"]


def test_functions_over_http(server: StudyServer, account: uuid.UUID, other: uuid.UUID) -> None:
    """A void function is 204, JSON is 200 with the value, rows are an array; another account's id is 403."""
    with server.client(headers=server.headers(account)) as client:
        login = client.post("/rpc/record_daily_login", json={"p_user_id": str(account)})
        assert (login.status_code, login.json()["is_new_day"]) == (200, True)
        history = client.post("/rpc/get_login_history", json={"p_user_id": str(account), "p_days": 3})
        assert [row["has_login"] for row in history.json()] == [True, False, False]
        added = client.post("/rpc/increment_study_time", json={"user_id": str(account), "minutes": 5})
        assert (added.status_code, added.content) == (204, b"")
        assert error(client.post("/rpc/record_daily_login", json={"p_user_id": str(other)})) == (403, "42501")
        assert error(client.post("/rpc/unknown", json={})) == (404, "PGRST202")


async def test_times_are_in_utc(server: StudyServer, account: uuid.UUID) -> None:
    """Times are in UTC whatever the zone of the database is, unless the request names another one."""
    database = server.dsn.partition("?")[0].rpartition("/")[2]
    await server.execute(f"ALTER DATABASE \"{database}\" SET TimeZone = 'Asia/Tokyo'")
    # Connections that are open keep their zone.
    await server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'alcove-rest' AND datname = current_database()"
    )
    with server.client(headers=server.headers(account)) as client:

        async def read(headers: dict[str, str]) -> httpx2.Response | None:
            response = await asyncio.to_thread(client.get, "/profiles?select=created_at", headers=headers)
            # A connection that was ended is noticed by the request that gets it.
            return None if response.status_code == 503 else response

        for headers, zone in (({}, "+00:00"), ({"Prefer": "timezone=America/New_York"}, ("-05:00", "-04:00"))):
            response = await until_async(partial(read, headers))
            assert response is not None
            assert response.json()[0]["created_at"].endswith(zone)
    await server.execute(f'ALTER DATABASE "{database}" RESET TimeZone')


async def test_settings_of_the_database_win(server: StudyServer) -> None:
    """`pgrst.*` settings of the role authenticator in this database count after NOTIFY; an invalid one is ignored."""
    database = server.dsn.partition("?")[0].rpartition("/")[2]

    async def configure(sql: str) -> None:
        await server.execute(f'ALTER ROLE authenticator IN DATABASE "{database}" {sql}')
        await server.execute("SELECT pg_notify('pgrst', 'reload config')")

    with server.client(headers=server.service_headers()) as client:

        async def count() -> int:
            response = await asyncio.to_thread(client.get, "/profiles?select=id")
            return len(response.json())

        async def is_limited() -> bool:
            return await count() == 2

        async def is_unlimited() -> bool:
            return await count() > 2

        await server.execute("INSERT INTO auth.users (id) SELECT gen_random_uuid() FROM generate_series(1, 3)")
        assert await count() > 2
        await configure("SET pgrst.db_max_rows = '2'")
        await until_async(is_limited)
        await configure("SET pgrst.jwt_role_claim_key = 'role'")
        for _ in range(10):
            assert await count() == 2
            await asyncio.sleep(0.05)
        await configure("RESET pgrst.jwt_role_claim_key")
        await configure("SET pgrst.db_max_rows = 'many'")
        await configure("RESET pgrst.db_max_rows")
        await until_async(is_unlimited)


def test_limits(server: StudyServer, account: uuid.UUID) -> None:
    """Depth and body are bounded; a request beyond them is refused with an error of the protocol."""
    with server.client(headers=server.headers(account)) as client:
        deep = "profiles(" * 40 + "id" + ")" * 40
        assert client.get(f"/tasks?select={deep}").status_code == 400
        large = client.post(
            "/tasks", content=b"[" + b" " * 2_000_000 + b"]", headers={"Content-Type": "application/json"}
        )
        assert large.status_code == 413


def test_pages_of_any_origin_may_call_it(server: StudyServer, account: uuid.UUID) -> None:
    """A preflight needs no key; responses and errors name the origin; host names and ALCOVE_TOKEN do not count here."""
    with server.client() as client:
        preflight = client.request(
            "OPTIONS", "/tasks",
            headers={
                "Origin": "https://page.example", "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "apikey,authorization,content-profile,content-type,x-client-info",
            },
        )  # fmt: skip
        assert preflight.status_code in (200, 204)
        assert preflight.headers["Access-Control-Allow-Origin"] == "*"
        foreign = {"Origin": "https://page.example", "Host": "project.example"}
        response = client.post(
            "/tasks", json={"user_id": str(account), "title": "x"}, headers={**server.headers(account), **foreign}
        )
        assert response.status_code == 201
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
        refused = client.get("/tasks", headers=foreign)
        assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (401, "*")


async def test_keys_and_origins_can_be_set(dsn: str, tmp_path: Path) -> None:
    """Without STUDY_REQUIRE_APIKEY no key is needed, and only the listed origins may read; the secret may be set."""
    origin, secret = "https://page.example", "k5Jq0e7vXw2mZ8rT1uYb4nCa6dFh9gLp"
    environ = {"STUDY_REQUIRE_APIKEY": "off", "STUDY_ALLOWED_ORIGINS": origin, "STUDY_JWT_SECRET": secret}
    with serve_study(dsn, tmp_path, **environ) as served, served.client() as client:
        assert served.keys.jwt_secret == secret
        account = await sign_up(served)
        for sent, allowed in ((origin, origin), ("https://other.example", None)):
            response = await asyncio.to_thread(client.get, "/profiles", headers={"Origin": sent})
            assert (response.status_code, response.json()) == (200, [])
            assert response.headers.get("Access-Control-Allow-Origin") == allowed
        token = {"Authorization": f"Bearer {served.token(account)}"}
        assert len((await asyncio.to_thread(client.get, "/profiles", headers=token)).json()) == 1


async def test_the_probe_connects_as_the_api_does(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Before the first request nothing is checked; then the role connects; an address of another role is noticed."""

    async def probe(**environ: str) -> ComponentHealth:
        return await build_rest_probe(make_deps(dsn, pool=pool, data_dir=tmp_path, environ=environ))()

    assert (await probe()).detail == "connects at the first request"
    login = await ensure_login(pool)
    assert (await probe()).state == "ok"
    outsider = f"outsider_{uuid.uuid4().hex[:8]}"
    await pool.execute(f"CREATE ROLE {outsider} LOGIN")
    for name, state in ((login.name, "ok"), (outsider, "degraded"), ("nobody_at_all", "degraded")):
        address = replace(login, name=name).address(dsn)
        assert (await probe(STUDY_DATABASE_URL=address)).state == state
    await pool.execute(f"DROP ROLE {outsider}")


@pytest.mark.parametrize(
    ("dsn", "expected"),
    [
        ("postgresql://alcove@/name?host=/data/pg&port=5432", "postgresql://role:a%2Fb@/name?host=/data/pg&port=5432"),
        ("postgresql://me:secret@db:5432/name?sslmode=require", "postgresql://role:a%2Fb@db:5432/name?sslmode=require"),
        ("postgresql://db/name?user=me&password=secret", "postgresql://role:a%2Fb@db/name"),
        ("postgresql://me@a:1,b:2/name", "postgresql://role:a%2Fb@a:1,b:2/name"),
    ],
)
def test_the_address_has_the_login_of_the_role(dsn: str, expected: str) -> None:
    """User and password are replaced wherever the address has them; everything else stays."""
    login = RestLogin(name="role", password="a/b")
    assert login.address(dsn) == expected
    assert "/other" in login.address(dsn, database="other")
