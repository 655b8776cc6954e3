"""Bodies of the requests and responses about factors."""

from uuid import UUID

import msgspec


class EnrollParameters(msgspec.Struct, frozen=True, kw_only=True):
    """A factor to enroll."""

    factor_type: str | None = None
    friendly_name: str | None = None
    issuer: str | None = None


class TotpBody(msgspec.Struct, frozen=True, kw_only=True):
    """What an authenticator app needs: a QR code in SVG, or the secret, or the address that both are in."""

    qr_code: str
    secret: str
    uri: str


class EnrolledFactor(msgspec.Struct, frozen=True, kw_only=True):
    """A factor that was enrolled; the secret is shown this once."""

    id: UUID
    type: str
    friendly_name: str
    totp: TotpBody


class ChallengeBody(msgspec.Struct, frozen=True, kw_only=True):
    """A challenge; `expires_at` is in seconds since 1970."""

    id: UUID
    type: str
    expires_at: int


class VerifyParameters(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a challenge."""

    challenge_id: UUID | None = None
    code: str | None = None


class RemovedFactor(msgspec.Struct, frozen=True, kw_only=True):
    """A factor that was removed."""

    id: UUID
