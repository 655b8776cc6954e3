"""All SQL about the audit log."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from alcove.foundation.database import Connection, Pool, read_table
from alcove.wires.supabase.auth.audit.model import Actor, AuditAction, AuditEntry, build_payload
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.requests import ClientInfo

_ADD: Final = """
INSERT INTO auth.audit_log_entries (instance_id, id, payload, created_at, ip_address)
VALUES ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), $1::text::json, $2, $3)
"""
# One statement for all filters; a filter that is not wanted names no member.
_LIST: Final = """
WITH matching AS (
    SELECT id, payload, created_at, ip_address FROM auth.audit_log_entries
    WHERE cardinality($1::text[]) = 0
        OR EXISTS (SELECT FROM unnest($1::text[]) AS member WHERE strpos(lower(payload ->> member), lower($2)) > 0))
SELECT page.id, page.payload::text AS payload, page.created_at, page.ip_address, total.count
FROM (SELECT count(*) AS count FROM matching) AS total
LEFT JOIN LATERAL (SELECT * FROM matching ORDER BY created_at DESC, id LIMIT $3 OFFSET $4) AS page ON true
"""
_MAX_ADDRESS: Final = 64


async def record_action(
    connection: Connection,
    action: AuditAction,
    *,
    deps: AuthDeps,
    actor: Actor,
    client: ClientInfo,
    traits: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry in the caller's transaction; traits are details, such as the id of the user who is changed."""
    if not deps.config().writes_audit_log:
        return
    payload = msgspec.json.encode(build_payload(action, actor=actor, traits=traits)).decode()
    await connection.execute(_ADD, payload, deps.clock.now(), client.address[:_MAX_ADDRESS])


async def list_entries(
    source: Pool | Connection, *, members: Sequence[str], text: str, limit: int, offset: int
) -> tuple[list[AuditEntry], int]:
    """Return a page of entries, newest first, and how many there are in all.

    Without `members` all entries count, else those of which one of these members contains the text in any case.
    """
    rows = await read_table(source, _LIST, list(members), text, limit, offset)
    entries = [
        AuditEntry(id=row["id"], payload=row["payload"], created_at=row["created_at"], ip_address=row["ip_address"])
        for row in rows
        if row["id"] is not None
    ]
    return entries, rows[0]["count"]
