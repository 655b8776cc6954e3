"""Routes of second factors."""

from uuid import UUID

from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.factors.schemas import EnrollParameters, RemovedFactor, VerifyParameters
from alcove.wires.supabase.auth.factors.service import FactorService
from alcove.wires.supabase.auth.requests import Access, AuthRequest, AuthResponse, AuthRoute


def list_routes(deps: AuthDeps) -> list[AuthRoute]:
    """Return the routes of factors."""
    routes = FactorRoutes(deps)
    handlers = {
        ("POST", "/factors"): routes.enroll,
        ("POST", "/factors/{factor_id}/challenge"): routes.challenge,
        ("POST", "/factors/{factor_id}/verify"): routes.verify,
        ("DELETE", "/factors/{factor_id}"): routes.unenroll,
    }
    return [
        AuthRoute(method=method, path=path, handler=handler, access=Access.USER)
        for (method, path), handler in handlers.items()
    ]


class FactorRoutes:
    """Handlers about the factors of the user who calls."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps
        self._factors = FactorService(deps)

    async def enroll(self, request: AuthRequest) -> AuthResponse:
        """Add a factor."""
        return AuthResponse(content=await self._factors.enroll(request, request.read(EnrollParameters)))

    async def challenge(self, request: AuthRequest) -> AuthResponse:
        """Start a verification."""
        await self._deps.limiter.check("factor", client=request.client)
        return AuthResponse(content=await self._factors.challenge(request, _read_id(request)))

    async def verify(self, request: AuthRequest) -> AuthResponse:
        """Finish a verification."""
        await self._deps.limiter.check("factor", client=request.client)
        factor_id, answer = _read_id(request), request.read(VerifyParameters)
        session = await self._factors.verify(
            request, factor_id, challenge_id=answer.challenge_id, code=answer.code or ""
        )
        return AuthResponse(content=session)

    async def unenroll(self, request: AuthRequest) -> AuthResponse:
        """Remove a factor."""
        factor_id = _read_id(request)
        await self._factors.unenroll(request, factor_id)
        return AuthResponse(content=RemovedFactor(id=factor_id))


def _read_id(request: AuthRequest) -> UUID:
    try:
        return UUID(request.parameters["factor_id"])
    except ValueError as error:
        raise AuthError("validation_failed", "factor_id must be an UUID", status=404) from error
