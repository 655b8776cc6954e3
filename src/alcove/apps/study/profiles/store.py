"""All SQL of accounts and profiles in the native API."""

from typing import Final
from uuid import UUID

from alcove.foundation.database import Pool, read_json

_USER: Final = """
SELECT json_build_object(
    'id', u.id,
    'email', u.email,
    'created_at', u.created_at,
    'updated_at', u.updated_at,
    'profile', json_build_object(
        'id', u.id,
        'user_id', u.id,
        'full_name', p.full_name,
        'avatar_url', p.avatar_url))
FROM auth.users AS u LEFT JOIN public.profiles AS p ON p.id = u.id WHERE u.id = $1
"""


async def find_account(pool: Pool, user_id: UUID) -> bytes:
    """Return an account with its profile as JSON, `null` when there is none."""
    return await read_json(pool, _USER, user_id)
