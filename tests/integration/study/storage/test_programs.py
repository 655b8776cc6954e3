"""SQL files of programs: buckets and policies as Supabase's documentation writes them, in both kinds of database."""

import asyncio
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from alcove.apps.study.build import project_sources
from alcove.apps.study.project import ProjectDatabase
from integration.study.storage.site import OWNER, SERVICE, StorageSite, serve_storage

PROGRAM = """
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types, avif_autodetection)
values ('program-public', 'program-public', true, 5242880, array['image/png', 'image/jpeg'], false),
       ('program-files', 'program-files', false, null, null, false)
on conflict (id) do nothing;
alter table storage.objects enable row level security;
create policy "Public access" on storage.objects for select using (bucket_id = 'program-public');
create policy "Users can upload their own files" on storage.objects for insert to authenticated
with check (bucket_id = 'program-files' and (storage.foldername(name))[1] = (select auth.uid()::text)
    and storage.extension(name) in ('txt', 'md') and storage.filename(name) <> 'forbidden.txt');
create policy "Users can see their own files" on storage.objects for select to authenticated
using (bucket_id = 'program-files' and owner_id = (select auth.uid()::text));
create policy "Users can update their own files" on storage.objects for update to authenticated
using (owner = (select auth.uid())) with check (owner = auth.uid());
create policy "Users can delete their own files" on storage.objects for delete to authenticated
using (bucket_id = 'program-files' and auth.uid()::text = (storage.foldername(name))[1]);
create policy "Everybody sees buckets" on storage.buckets for select to authenticated using (true);
create table public.attachments (
    id bigint generated always as identity primary key,
    object_id uuid references storage.objects (id) on delete cascade,
    bucket text references storage.buckets (id)
);
create function public.after_upload() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    insert into public.attachments (object_id, bucket) values (new.id, new.bucket_id);
    return new;
end $$;
create trigger after_upload after insert on storage.objects for each row
when (new.bucket_id = 'program-files') execute function public.after_upload();
create view public.sizes as select bucket_id, sum((metadata->>'size')::int) as size from storage.objects group by 1;
grant select on public.attachments, public.sizes to service_role;
"""


@pytest.fixture(params=["own", "project"])
def program_site(request: pytest.FixtureRequest, dsn: str, tmp_path: Path) -> Iterator[StorageSite]:
    """Yield a server whose database has the program, its own one or a project database."""
    if request.param == "own":
        with serve_storage(dsn, tmp_path) as site:
            site.execute(PROGRAM)
            yield site
        return
    name = f"{urlsplit(dsn).path.strip('/')}_project"
    files = tmp_path / "migrations"
    files.mkdir()
    (files / "0001_storage.sql").write_text(PROGRAM)
    try:
        asyncio.run(ProjectDatabase(dsn, name=name, base=project_sources()).run(files))
        with serve_storage(dsn, tmp_path / "data", STUDY_PROJECT_DATABASE=name) as site:
            yield site
    finally:
        with psycopg.connect(dsn, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def test_a_program_finds_what_its_sql_asked_for(program_site: StorageSite) -> None:
    """Its buckets, policies, triggers and views work, with nothing changed in its files."""
    site, folder = program_site, program_site.owner
    buckets = [bucket["id"] for bucket in site.http.get("/bucket", headers=site.headers(OWNER)).json()]
    assert {"program-public", "program-files"} <= set(buckets)
    assert site.upload("program-files", f"{folder}/notes.txt", caller=OWNER).status_code == 200
    assert site.upload("program-files", f"{folder}/notes.txt", caller=OWNER, x_upsert="true").status_code == 200
    for name in (f"{folder}/a.exe", f"{folder}/forbidden.txt", f"{uuid.uuid4()}/a.txt"):
        assert site.upload("program-files", name, caller=OWNER).json()["statusCode"] == "403", name
    assert site.download("program-files", f"{folder}/notes.txt", caller=OWNER).content == b"content"
    assert site.download("program-files", f"{folder}/notes.txt", caller="other").status_code == 400
    assert site.upload("program-public", "a.png", caller=SERVICE, content_type="image/png").status_code == 200
    assert site.http.get("/object/public/program-public/a.png").status_code == 200
    rows = site.http.get(f"{site.server.address}/rest/v1/attachments", headers=site.headers(SERVICE)).json()
    assert [row["bucket"] for row in rows] == ["program-files"]
    assert site.http.get(f"{site.server.address}/rest/v1/sizes", headers=site.headers(SERVICE)).json()


HELPERS = [
    ("storage.foldername('public/subfolder/avatar.png')", ["public", "subfolder"]),
    ("storage.foldername('avatar.png')", []),
    ("storage.foldername('/a//b.c')", ["", "a", ""]),
    ("storage.filename('public/subfolder/avatar.png')", "avatar.png"),
    ("storage.filename('avatar.png')", "avatar.png"),
    ("storage.extension('public/subfolder/avatar.tar.gz')", "gz"),
    ("storage.extension('a.b/avatar')", "avatar"),
    ("storage.operation()", "storage.object.list"),
    ("storage.allow_only_operation('object.list')", True),
    ("storage.allow_only_operation('storage.object.list')", True),
    ("storage.allow_only_operation('object.upload')", False),
    ("storage.allow_any_operation(array['object.upload', 'object.list'])", True),
    ("storage.allow_any_operation(array['', null])", False),
]


@pytest.mark.parametrize(("call", "value"), HELPERS)
def test_functions_for_policies(site: StorageSite, call: str, value: object) -> None:
    """They return what the documentation says, also as a caller."""
    setting = "SELECT set_config('storage.operation', 'storage.object.list', false), set_config('role', 'anon', false)"
    rows = site.execute(f"SELECT value FROM ({setting}) AS settings, LATERAL (SELECT {call} AS value) AS called")  # noqa: S608
    assert rows[0]["value"] == value


@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role"])
def test_the_roles_of_callers_can_do_no_more_than_needed(site: StorageSite, role: str) -> None:
    """They read and write rows; they cannot truncate tables, add triggers, or see what is to be removed."""
    granted = site.execute(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
        " WHERE grantee = $1 AND table_schema = 'storage' AND table_name IN ('buckets', 'objects', 'removed_versions')",
        role,
    )
    rows = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert {(row["table_name"], row["privilege_type"]) for row in granted} == {
        (table, privilege) for table in ("buckets", "objects") for privilege in rows
    }


def test_a_bucket_name_has_a_limit_in_sql_too(site: StorageSite) -> None:
    """The trigger refuses what the API refuses."""
    with pytest.raises(Exception, match="is too long"):
        site.execute("INSERT INTO storage.buckets (id, name) VALUES ($1, $1)", "x" * 101)
