"""The text that goes with an export."""

from typing import Final

README: Final = """\
# Export of a project

Everything that a program had on this server, for a project of Supabase or for PostgreSQL with the schemas of one.

Load the files in this order, as the user `postgres` of the project:

```console
$ psql "$DATABASE_URL" --set ON_ERROR_STOP=1 --single-transaction \\
    --file 1_schema.sql --file 2_accounts.sql --file 3_data.sql --file 4_storage.sql --file 5_shared.sql
```

| File | Content |
|---|---|
| `1_schema.sql` | schemas, types, tables, functions, triggers, policies and privileges of the program |
| `2_accounts.sql` | `auth.users` with hashes of passwords, `auth.identities`, `auth.mfa_factors` with secrets |
| `3_data.sql` | the rows of the program's tables, and its sequences |
| `4_storage.sql` | `storage.buckets` and `storage.objects` |
| `5_shared.sql` | triggers on accounts and files, policies of files and realtime, tables published for realtime |
| `files/` | the content of the objects: `BUCKET/PATH`, or `BUCKET/PATH/VERSION` where other objects are below PATH |

Without the schemas `auth` and `storage`, load `1_schema.sql` after you have made tables of these names.

A hosted project keeps its files elsewhere: there, leave out `storage.objects` in `4_storage.sql`, and upload `files/`
with `supabase storage cp --recursive`, which makes the rows.

Sessions, keys of other services (`api_vault`) and what only this server needs are not here. The files contain secrets:
keep them where nobody else can read them.

Back into Alcove:

```console
$ alcove study project import *.sql --storage files
```
"""
