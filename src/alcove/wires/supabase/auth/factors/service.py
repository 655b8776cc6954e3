"""Second factors of users: they enroll one, are challenged, prove that they have it, and remove it."""

import asyncio
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from alcove.foundation.database import Connection, transaction
from alcove.wires.supabase.auth.audit import Actor, AuditAction, record_action
from alcove.wires.supabase.auth.config import FactorRules
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, validation_failed
from alcove.wires.supabase.auth.factors import store, totp
from alcove.wires.supabase.auth.factors.schemas import ChallengeBody, EnrolledFactor, EnrollParameters, TotpBody
from alcove.wires.supabase.auth.factors.store import TOTP, VERIFIED, StoredFactor
from alcove.wires.supabase.auth.factors.stored_secrets import decrypt_secret, encrypt_secret
from alcove.wires.supabase.auth.links import lock_user
from alcove.wires.supabase.auth.requests import AuthRequest
from alcove.wires.supabase.auth.sessions.schemas import SessionBody
from alcove.wires.supabase.auth.sessions.service import AAL2, upgrade_session
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.users import find_user

MAX_NAME: Final = 255
_KINDS: Final = {TOTP: "TOTP", "phone": "Phone", "webauthn": "WebAuthn"}
_UNKNOWN_KIND: Final = "factor_type needs to be totp, phone, or webauthn"


class FactorService:
    """Factors of the user who calls; every call is one transaction."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def enroll(self, request: AuthRequest, parameters: EnrollParameters) -> EnrolledFactor:
        """Add a factor that is not verified yet; AuthError."""
        user, session_id = request.user, _session_of(request)
        rules, now = self._deps.config().factors, self._deps.clock.now()
        _check_kind(parameters.factor_type or "", rules, action="enroll")
        name = parameters.friendly_name or ""
        issuer = parameters.issuer or urlsplit(self._deps.config().site_url).netloc
        secret = totp.create_secret()
        uri = totp.build_uri(secret, issuer=issuer, account=user.email or user.phone or str(user.id))
        if len(name) > MAX_NAME or len(uri) > totp.MAX_URI:
            raise validation_failed("friendly_name or issuer is too long")
        image = await asyncio.to_thread(totp.draw_qr_code, uri)
        factor_id = uuid4()
        async with transaction(self._deps.pool()) as connection:
            await lock_user(connection, user.id)
            await self._check_limits(connection, user, name=name, session_id=session_id)
            stored = encrypt_secret(self._deps, secret, factor_id=factor_id)
            await store.add_factor(connection, factor_id, user_id=user.id, name=name, secret=stored, now=now)
            await self._record(connection, AuditAction.FACTOR_ENROLLED, request=request, factor_id=factor_id)
        return EnrolledFactor(
            id=factor_id, type=TOTP, friendly_name=name, totp=TotpBody(qr_code=image, secret=secret, uri=uri)
        )

    async def challenge(self, request: AuthRequest, factor_id: UUID) -> ChallengeBody:
        """Start a verification; AuthError."""
        _session_of(request)
        rules, now = self._deps.config().factors, self._deps.clock.now()
        challenge_id = uuid4()
        async with transaction(self._deps.pool()) as connection:
            factor = await _find(connection, request.user, factor_id=factor_id)
            _check_kind(factor.factor_type, rules, action="verification")
            await store.add_challenge(
                connection, challenge_id, factor_id=factor_id, address=request.client.address, now=now
            )
            await self._record(
                connection, AuditAction.CHALLENGE_CREATED, request=request, factor_id=factor_id, status=factor.status
            )
        expires_at = now + timedelta(seconds=rules.challenge_lifetime)
        return ChallengeBody(id=challenge_id, type=factor.factor_type, expires_at=int(expires_at.timestamp()))

    async def verify(
        self, request: AuthRequest, factor_id: UUID, *, challenge_id: UUID | None, code: str
    ) -> SessionBody:
        """Check the code of a factor, and return the session with a new token of the level aal2; AuthError.

        Sessions that were started without a second factor end.
        """
        limiter, guess = self._deps.limiter, f"factor {request.user.id}"
        await limiter.check("code", client=request.client, name=guess)
        await limiter.check_lock(guess, client=request.client)
        try:
            session = await self._verify(request, factor_id, challenge_id=challenge_id, code=code)
        except WrongCode:
            await limiter.record_failure(guess, client=request.client)
            raise
        await limiter.record_success(guess, client=request.client)
        return session

    async def unenroll(self, request: AuthRequest, factor_id: UUID) -> None:
        """Remove a factor; AuthError."""
        user, session_id, now = request.user, _session_of(request), self._deps.clock.now()
        async with transaction(self._deps.pool()) as connection:
            factor = await _find(connection, user, factor_id=factor_id)
            if factor.status == VERIFIED and await _level(connection, session_id, user=user) != AAL2:
                raise AuthError("insufficient_aal", "AAL2 required to unenroll verified factor", status=422)
            await store.delete_factor(connection, factor_id, user_id=user.id, now=now)
            await self._record(
                connection, AuditAction.FACTOR_UNENROLLED, request=request, factor_id=factor_id, status=factor.status
            )

    async def _verify(
        self, request: AuthRequest, factor_id: UUID, *, challenge_id: UUID | None, code: str
    ) -> SessionBody:
        deps, session_id, now = self._deps, _session_of(request), self._deps.clock.now()
        rules = deps.config().factors
        async with transaction(deps.pool()) as connection:
            await lock_user(connection, request.user.id)
            factor = await _find(connection, request.user, factor_id=factor_id)
            _check_kind(factor.factor_type, rules, action="verification")
            challenge = await store.find_challenge(connection, challenge_id or UUID(int=0), factor_id=factor_id)
            _check_challenge(challenge, rules, address=request.client.address, now=now)
            assert challenge is not None
            secret = decrypt_secret(deps, factor.secret, factor_id=factor_id)
            if not totp.is_valid_code(secret, code, now=now):
                raise WrongCode
            await self._record(
                connection,
                AuditAction.VERIFICATION_ATTEMPTED,
                request=request,
                factor_id=factor_id,
                challenge_id=challenge.id,
                factor_type=factor.factor_type,
            )
            user_id = request.user.id
            await store.mark_verified(connection, challenge.id, factor_id=factor_id, user_id=user_id, now=now)
            user = await find_user(connection, user_id)
            assert user is not None
            raised = await upgrade_session(
                deps, connection, user=user, session_id=session_id, method=TOTP, factor_id=factor_id
            )
            await store.end_weaker_sessions(connection, user_id)
        return raised

    async def _check_limits(self, connection: Connection, user: User, *, name: str, session_id: UUID) -> None:
        """Refuse one factor too many; AuthError."""
        rules, now = self._deps.config().factors, self._deps.clock.now()
        before = now - timedelta(seconds=rules.enrollment_lifetime)
        await store.delete_expired_factors(connection, user.id, before=before)
        current = await find_user(connection, user.id)
        factors = current.factors if current is not None else ()
        if any((factor.friendly_name or "") == name for factor in factors):
            raise store.name_conflict(name)
        verified = sum(factor.status == VERIFIED for factor in factors)
        if len(factors) >= rules.max_enrolled or verified >= rules.max_verified:
            message = "Maximum number of verified factors reached, unenroll to continue"
            raise AuthError("too_many_enrolled_mfa_factors", message, status=422)
        if verified and await _level(connection, session_id, user=user) != AAL2:
            raise AuthError("insufficient_aal", "AAL2 required to enroll a new factor", status=403)

    async def _record(
        self, connection: Connection, action: AuditAction, *, request: AuthRequest, factor_id: UUID, **traits: object
    ) -> None:
        await record_action(
            connection,
            action,
            deps=self._deps,
            actor=Actor.of_user(request.user),
            client=request.client,
            traits={"factor_id": factor_id, **traits},
        )


class WrongCode(AuthError):
    """A code that is not the one of the factor."""

    def __init__(self) -> None:
        super().__init__("mfa_verification_failed", "Invalid TOTP code entered", status=422)


def _session_of(request: AuthRequest) -> UUID:
    """Return the session of the user who calls; AuthError for a token without one, and for anonymous users."""
    assert request.caller is not None
    if request.user.is_anonymous:
        message = "Anonymous user not allowed to perform these actions"
        raise AuthError("no_authorization", message, status=403)
    if request.caller.session_id is None:
        raise session_not_found()
    return request.caller.session_id


async def _find(connection: Connection, user: User, *, factor_id: UUID) -> StoredFactor:
    factor = await store.find_factor(connection, factor_id, user_id=user.id)
    if factor is None:
        raise factor_not_found()
    return factor


async def _level(connection: Connection, session_id: UUID, *, user: User) -> str | None:
    return await store.find_assurance_level(connection, session_id, user_id=user.id)


def session_not_found() -> AuthError:
    """Return the error of a user whose session has ended, or whose token has none."""
    return AuthError("session_not_found", "Session from session_id claim in JWT does not exist", status=403)


def factor_not_found() -> AuthError:
    """Return the error of a factor that the user does not have."""
    return AuthError("mfa_factor_not_found", "Factor not found", status=404)


def _check_kind(kind: str, rules: FactorRules, *, action: str) -> None:
    """Refuse a kind of factor that is not offered; AuthError. Only TOTP is implemented."""
    if kind not in _KINDS:
        raise validation_failed(_UNKNOWN_KIND)
    enabled = rules.totp_enroll if action == "enroll" else rules.totp_verify
    if kind != TOTP or not enabled:
        code = f"mfa_{kind}_{'enroll' if action == 'enroll' else 'verify'}"
        raise AuthError(f"{code}_not_enabled", f"MFA {action} is disabled for {_KINDS[kind]}", status=422)


def _check_challenge(challenge: store.Challenge | None, rules: FactorRules, *, address: str, now: datetime) -> None:
    """Refuse a challenge that cannot be answered, or not by this client; AuthError."""
    if challenge is None:
        message = "MFA factor with the provided challenge ID not found"
        raise AuthError("mfa_factor_not_found", message, status=404)
    if challenge.verified_at is not None or not store.is_same_address(challenge.address, address):
        message = "Challenge and verify IP addresses mismatch."
        raise AuthError("mfa_ip_address_mismatch", message, status=422)
    if challenge.created_at + timedelta(seconds=rules.challenge_lifetime) < now:
        message = (
            f"MFA challenge {challenge.id} has expired, verify against another challenge or create a new challenge."
        )
        raise AuthError("mfa_challenge_expired", message, status=422)
