"""Routes of the admin API."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import msgspec

from alcove.wires.supabase.auth.admin.factors import FactorAdministration
from alcove.wires.supabase.auth.admin.links import LinkAdministration
from alcove.wires.supabase.auth.admin.paging import page_headers, parse_order, parse_page
from alcove.wires.supabase.auth.admin.schemas import (
    AuditEntryBody,
    DeleteParameters,
    FactorParameters,
    InviteParameters,
    LinkParameters,
    UserPage,
    UserParameters,
)
from alcove.wires.supabase.auth.admin.service import UserAdministration
from alcove.wires.supabase.auth.admin.store import list_users
from alcove.wires.supabase.auth.audit import Actor, AuditEntry, list_entries
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, validation_failed
from alcove.wires.supabase.auth.links import is_allowed_redirect, link_url, read_redirect
from alcove.wires.supabase.auth.requests import Access, AuthRequest, AuthResponse, AuthRoute, choose_audience
from alcove.wires.supabase.auth.users.body import factor_body, format_time, user_body

_AUDIT_FILTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "author": ("actor_username", "actor_name"),
    "action": ("action",),
    "type": ("log_type",),
}


def list_routes(deps: AuthDeps) -> list[AuthRoute]:
    """Return the routes of administrators."""
    users, factors, links = UserRoutes(deps), FactorRoutes(deps), LinkRoutes(deps)
    handlers = {
        ("GET", "/admin/users"): users.list,
        ("POST", "/admin/users"): users.create,
        ("GET", "/admin/users/{user_id}"): users.read,
        ("PUT", "/admin/users/{user_id}"): users.update,
        ("DELETE", "/admin/users/{user_id}"): users.delete,
        ("GET", "/admin/users/{user_id}/factors"): factors.list,
        ("PUT", "/admin/users/{user_id}/factors/{factor_id}"): factors.update,
        ("DELETE", "/admin/users/{user_id}/factors/{factor_id}"): factors.delete,
        ("POST", "/admin/generate_link"): links.generate,
        ("POST", "/invite"): links.invite,
        ("GET", "/admin/audit"): AuditRoutes(deps).list,
    }
    return [
        AuthRoute(method=method, path=path, handler=handler, access=Access.ADMIN)
        for (method, path), handler in handlers.items()
    ]


class UserRoutes:
    """Handlers about users."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps
        self._users = UserAdministration(deps)

    async def list(self, request: AuthRequest) -> AuthResponse:
        """Return a page of users."""
        page, oldest_first = parse_page(request.query), parse_order(request.query)
        aud = choose_audience(request, self._deps.config())
        users, total = await list_users(
            self._deps.pool(),
            aud=aud,
            text=request.query.get("filter", ""),
            oldest_first=oldest_first,
            limit=page.size,
            offset=page.offset,
        )
        body = UserPage(users=[user_body(user) for user in users], aud=aud)
        return AuthResponse(content=body, headers=page_headers(request, page, total=total))

    async def create(self, request: AuthRequest) -> AuthResponse:
        """Add a user."""
        user = await self._users.create(
            request.read(UserParameters),
            aud=choose_audience(request, self._deps.config()),
            actor=read_actor(request),
            client=request.client,
        )
        return AuthResponse(content=user_body(user))

    async def read(self, request: AuthRequest) -> AuthResponse:
        """Return a user."""
        return AuthResponse(content=user_body(await self._users.load(read_id(request, "user_id"))))

    async def update(self, request: AuthRequest) -> AuthResponse:
        """Change a user."""
        user = await self._users.update(
            read_id(request, "user_id"),
            request.read(UserParameters),
            actor=read_actor(request),
            client=request.client,
        )
        return AuthResponse(content=user_body(user))

    async def delete(self, request: AuthRequest) -> AuthResponse:
        """Delete a user."""
        user_id = read_id(request, "user_id")
        parameters = request.read(DeleteParameters) if request.body.strip() else DeleteParameters()
        await self._users.delete(
            user_id,
            softly=bool(parameters.should_soft_delete),
            actor=read_actor(request),
            client=request.client,
        )
        return AuthResponse(content={})


class FactorRoutes:
    """Handlers about the factors of users."""

    def __init__(self, deps: AuthDeps) -> None:
        self._users = UserAdministration(deps)
        self._factors = FactorAdministration(deps)

    async def list(self, request: AuthRequest) -> AuthResponse:
        """Return the factors of a user."""
        user = await self._users.load(read_id(request, "user_id"))
        return AuthResponse(content=[factor_body(factor) for factor in user.factors])

    async def update(self, request: AuthRequest) -> AuthResponse:
        """Rename a factor."""
        user = await self._users.load(read_id(request, "user_id"))
        parameters = request.read(FactorParameters)
        factor = await self._factors.rename(
            user,
            read_id(request, "factor_id"),
            name=parameters.friendly_name or "",
            actor=read_actor(request),
            client=request.client,
        )
        return AuthResponse(content=factor_body(factor))

    async def delete(self, request: AuthRequest) -> AuthResponse:
        """Remove a factor."""
        user = await self._users.load(read_id(request, "user_id"))
        factor = await self._factors.delete(
            user, read_id(request, "factor_id"), actor=read_actor(request), client=request.client
        )
        return AuthResponse(content=factor_body(factor))


class LinkRoutes:
    """Handlers about links."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps
        self._links = LinkAdministration(deps)

    async def invite(self, request: AuthRequest) -> AuthResponse:
        """Send an invitation."""
        config = self._deps.config()
        user = await self._links.invite(
            request.read(InviteParameters),
            aud=choose_audience(request, config),
            redirect_to=read_redirect(config, request),
            actor=read_actor(request),
            client=request.client,
        )
        return AuthResponse(content=user_body(user))

    async def generate(self, request: AuthRequest) -> AuthResponse:
        """Return a link with the members of its user."""
        config, parameters = self._deps.config(), request.read(LinkParameters)
        wanted = parameters.redirect_to or ""
        made = await self._links.generate(
            parameters,
            aud=choose_audience(request, config),
            redirect_to=wanted if is_allowed_redirect(config, wanted) else read_redirect(config, request),
            actor=read_actor(request),
            client=request.client,
        )
        content = {
            **msgspec.to_builtins(user_body(made.user)),
            "action_link": link_url(config, made.link),
            "email_otp": made.link.code,
            "hashed_token": made.link.token,
            "verification_type": made.type,
            "redirect_to": made.link.redirect_to,
        }
        return AuthResponse(content=content)


class AuditRoutes:
    """Handlers about the audit log."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def list(self, request: AuthRequest) -> AuthResponse:
        """Return a page of the audit log, newest first."""
        page = parse_page(request.query)
        members, text = _parse_filter(request.query.get("query", ""))
        entries, total = await list_entries(
            self._deps.pool(), members=members, text=text, limit=page.size, offset=page.offset
        )
        content = [_entry_body(entry) for entry in entries]
        return AuthResponse(content=content, headers=page_headers(request, page, total=total))


def read_actor(request: AuthRequest) -> Actor:
    """Return the administrator who calls."""
    assert request.caller is not None
    return Actor.of_claims(request.caller.claims)


def read_id(request: AuthRequest, name: str) -> UUID:
    """Return the id in the path; AuthError."""
    try:
        return UUID(request.parameters[name])
    except ValueError as error:
        raise AuthError("validation_failed", f"{name} must be an UUID", status=404) from error


def _parse_filter(text: str) -> tuple[tuple[str, ...], str]:
    """Return the members that a filter such as `author:ada` is about, and the text they must contain; AuthError."""
    if not text:
        return (), ""
    scope, separator, value = text.partition(":")
    if scope not in _AUDIT_FILTERS or not separator:
        raise validation_failed(f"Invalid query scope: {text}")
    return _AUDIT_FILTERS[scope], value


def _entry_body(entry: AuditEntry) -> AuditEntryBody:
    return AuditEntryBody(
        id=str(entry.id),
        payload=msgspec.Raw(entry.payload.encode()),
        created_at=format_time(entry.created_at),
        ip_address=entry.ip_address,
    )
