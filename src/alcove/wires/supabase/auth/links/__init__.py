"""One-time links and codes in mail: making, sending, and where they lead."""

from alcove.wires.supabase.auth.links.mails import link_url
from alcove.wires.supabase.auth.links.model import Link, LinkKind
from alcove.wires.supabase.auth.links.redirects import (
    add_fragment,
    add_query,
    choose_recovery_redirect,
    choose_redirect,
    is_allowed_redirect,
    is_password_page,
    read_redirect,
)
from alcove.wires.supabase.auth.links.sender import count_unsent, create_link, send_email_change, send_link
from alcove.wires.supabase.auth.links.store import lock_user, start_email_change

__all__ = [
    "Link",
    "LinkKind",
    "add_fragment",
    "add_query",
    "choose_recovery_redirect",
    "choose_redirect",
    "count_unsent",
    "create_link",
    "is_allowed_redirect",
    "is_password_page",
    "link_url",
    "lock_user",
    "read_redirect",
    "send_email_change",
    "send_link",
    "start_email_change",
]
