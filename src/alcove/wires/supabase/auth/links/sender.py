"""Makes links, and sends them by mail."""

from dataclasses import replace
from datetime import datetime, timedelta

from alcove.foundation.database import Connection
from alcove.wires.supabase.auth.config import AuthConfig
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import sent_too_often
from alcove.wires.supabase.auth.links import store
from alcove.wires.supabase.auth.links.mails import compose_mail
from alcove.wires.supabase.auth.links.model import PKCE_PREFIX, Link, LinkKind, derive_token, generate_code
from alcove.wires.supabase.auth.requests import ClientInfo
from alcove.wires.supabase.auth.users.model import User


async def create_link(
    deps: AuthDeps,
    connection: Connection,
    *,
    user: User,
    kind: LinkKind,
    redirect_to: str,
    uses_pkce: bool = False,
) -> Link:
    """Make a link to the user's address and store its token, without sending it.

    A link of kind EMAIL_CHANGE_NEW goes to `user.email_change`. The former link of its kind is void.
    """
    config, now = deps.config(), deps.clock.now()
    email = (user.email_change if kind is LinkKind.EMAIL_CHANGE_NEW else user.email) or ""
    code = _test_code(config, email, now=now) or generate_code(config.mail.otp_length)
    token = (PKCE_PREFIX if uses_pkce else "") + derive_token(deps.signer(), email, code=code)
    link = Link(kind=kind, email=email, code=code, token=token, redirect_to=redirect_to)
    await store.save_token(connection, user.id, link=link, now=now)
    return link


async def send_link(
    deps: AuthDeps,
    connection: Connection,
    *,
    user: User,
    kind: LinkKind,
    redirect_to: str,
    client: ClientInfo,
    uses_pkce: bool = False,
) -> None:
    """Send a link to the user's address, in the caller's transaction.

    AuthError 429 when one was sent shortly before, or too many in all, and 500 when it cannot be sent.
    """
    locked = await store.lock_user(connection, user.id) or user
    if kind is not LinkKind.INVITE:
        check_interval(deps, _last_sent(locked, kind))
    await _send(deps, connection, user=locked, kind=kind, redirect_to=redirect_to, client=client, uses_pkce=uses_pkce)


async def send_email_change(
    deps: AuthDeps,
    connection: Connection,
    *,
    user: User,
    email: str,
    redirect_to: str,
    client: ClientInfo,
    uses_pkce: bool = False,
) -> None:
    """Send a link to the address that a user wants, and one to the present address if both have to confirm."""
    locked = await store.lock_user(connection, user.id) or user
    check_interval(deps, locked.email_change_sent_at)
    await store.start_email_change(connection, user.id, email=email, now=deps.clock.now())
    changing = replace(locked, email_change=email)
    kinds = [LinkKind.EMAIL_CHANGE_NEW]
    if deps.config().mail.secure_email_change and locked.email:
        kinds.append(LinkKind.EMAIL_CHANGE_CURRENT)
    else:
        await store.delete_tokens(connection, user.id, token_types=[LinkKind.EMAIL_CHANGE_CURRENT.token_type])
    for kind in kinds:
        await _send(
            deps, connection, user=changing, kind=kind, redirect_to=redirect_to, client=client, uses_pkce=uses_pkce
        )


async def count_unsent(deps: AuthDeps, email: str, *, kind: LinkKind, client: ClientInfo) -> None:
    """Count a mail that is not sent, as nobody wants it at this address; AuthError as if it were sent.

    So the limits do not tell who has an account.
    """
    await deps.limiter.check("unsent", client=client, name=f"{kind.verification_type} {email}")
    await deps.limiter.check("unsent_mail", client=client, name=email)


def check_interval(deps: AuthDeps, sent_at: datetime | None) -> None:
    """Refuse a mail so shortly after the last one of its kind; AuthError."""
    if sent_at is None:
        return
    left = sent_at + timedelta(seconds=deps.config().mail.max_frequency) - deps.clock.now()
    if left > timedelta():
        raise sent_too_often(left.total_seconds())


def is_expired(config: AuthConfig, kind: str, *, created_at: datetime, now: datetime) -> bool:
    """Return whether a token for a type of verification is too old."""
    lifetime = config.mail.lifetimes.get(kind, config.mail.otp_lifetime)
    return now > created_at + timedelta(seconds=lifetime)


async def _send(
    deps: AuthDeps,
    connection: Connection,
    *,
    user: User,
    kind: LinkKind,
    redirect_to: str,
    client: ClientInfo,
    uses_pkce: bool,
) -> None:
    link = await create_link(deps, connection, user=user, kind=kind, redirect_to=redirect_to, uses_pkce=uses_pkce)
    if _test_code(deps.config(), link.email, now=deps.clock.now()):
        return
    await deps.limiter.check("mail", client=client, name=link.email)
    config = deps.config()
    template = await deps.templates.load(config.mail.templates.get(kind.mail_kind, ""), site_url=config.site_url)
    await deps.mailer.send(connection, compose_mail(config, link, user=user, template=template))


def _last_sent(user: User, kind: LinkKind) -> datetime | None:
    if kind is LinkKind.SIGNUP:
        return user.confirmation_sent_at
    if kind is LinkKind.REAUTHENTICATION:
        return user.reauthentication_sent_at
    if kind in (LinkKind.RECOVERY, LinkKind.MAGIC_LINK):
        return user.recovery_sent_at
    return user.email_change_sent_at


def _test_code(config: AuthConfig, email: str, *, now: datetime) -> str:
    until = config.mail.test_codes_until
    return config.mail.test_codes.get(email, "") if until is None or now < until else ""
