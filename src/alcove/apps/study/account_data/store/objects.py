"""All SQL about the stored files of an account, in the server's database or in that of a program."""

from typing import Final

_OWNED: Final = """
(o.owner = $1 OR o.owner_id = $1::uuid::text
 OR o.bucket_id IN ('avatars', 'materials', 'study-materials') AND o.path_tokens[1] = $1::uuid::text
    AND o.name COLLATE "C" >= $1::uuid::text AND o.name COLLATE "C" < $1::uuid::text || '0'
    AND to_regclass('study.account_deletion') IS NOT NULL)
"""
"""The objects of an account; only the buckets of this app have a folder for each account, whoever made an object."""

LIST_FILES: Final = f"""
SELECT json_build_object('bucket', o.bucket_id, 'name', o.name,
    'size', CASE WHEN o.metadata ->> 'size' ~ '^[0-9]{{1,18}}$' THEN (o.metadata ->> 'size')::bigint END,
    'mimetype', o.metadata ->> 'mimetype',
    'sha256', substring(o.metadata ->> 'eTag' FROM '^"([0-9a-f]{{64}})"$'),
    'user_metadata', o.user_metadata,
    'created_at', o.created_at, 'updated_at', o.updated_at, 'last_accessed_at', o.last_accessed_at)::text
FROM storage.objects AS o WHERE {_OWNED} ORDER BY o.bucket_id, o.name
"""  # noqa: S608 - a constant
"""The statement that describes the files of an account."""

LIST_CONTENTS: Final = f"""
SELECT o.bucket_id AS bucket, o.name, o.version, o.metadata::text AS metadata, o.user_metadata::text AS user_metadata,
    o.created_at
FROM storage.objects AS o WHERE {_OWNED} ORDER BY o.bucket_id, o.name LIMIT $2
"""  # noqa: S608 - a constant
"""The statement that lists them with their versions."""

DELETE_OBJECTS: Final = f"DELETE FROM storage.objects AS o WHERE {_OWNED}"  # noqa: S608 - a constant
"""The statement that deletes them; the files go some time later, as those of every object."""
