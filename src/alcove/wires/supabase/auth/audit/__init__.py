"""The audit log: who did what with accounts, in GoTrue's words."""

from alcove.wires.supabase.auth.audit.model import Actor, AuditAction, AuditEntry
from alcove.wires.supabase.auth.audit.store import list_entries, record_action

__all__ = ["Actor", "AuditAction", "AuditEntry", "list_entries", "record_action"]
