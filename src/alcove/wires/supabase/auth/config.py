"""The configuration of the accounts API; the defaults are GoTrue's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from alcove.foundation.settings import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderConfig:
    """An OAuth or OpenID provider; `url` is the issuer of an OpenID provider, or replaces a provider's own address."""

    client_ids: tuple[str, ...]
    secret: Secret = field(default_factory=Secret, repr=False)
    redirect_uri: str = ""
    url: str = ""
    scopes: tuple[str, ...] = ()
    skips_nonce_check: bool = False
    email_optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordRules:
    """What passwords must have; `required_characters` are sets of which each must occur."""

    min_length: int = 6
    required_characters: tuple[str, ...] = ()
    breach_list: str = ""
    """A file of SHA-1 hashes of breached passwords, one per line; '' for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRules:
    """Limits of sessions, in seconds; None for no limit."""

    timebox: float | None = None
    inactivity_timeout: float | None = None
    single_per_user: bool = False
    rotates_refresh_tokens: bool = True
    reuse_interval: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRules:
    """Mail with links and codes. Texts and subjects by kind replace the built-in ones; seconds for times."""

    autoconfirm: bool = False
    allows_unverified_sign_in: bool = False
    otp_length: int = 6
    otp_lifetime: float = 86_400.0
    lifetimes: Mapping[str, float] = field(default_factory=dict)
    """Lifetimes by kind of token (`signup`, `recovery`, ...) that differ from `otp_lifetime`."""
    max_frequency: float = 60.0
    """Seconds between two mails of one kind to one user."""
    secure_email_change: bool = True
    subjects: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    """Paths of the links by kind of mail, from the root of the public address; below `external_url` by default."""
    test_codes: Mapping[str, str] = field(default_factory=dict)
    """Addresses whose code is fixed and gets no mail, until `test_codes_until`."""
    test_codes_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorRules:
    """Second factors: which kinds can be enrolled and verified, and how many."""

    totp_enroll: bool = True
    totp_verify: bool = True
    phone_enroll: bool = False
    phone_verify: bool = False
    webauthn_enroll: bool = False
    webauthn_verify: bool = False
    max_enrolled: int = 10
    max_verified: int = 10
    challenge_lifetime: float = 300.0
    enrollment_lifetime: float = 300.0
    """Seconds after which a factor that was enrolled but never challenged is removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthConfig:
    """How accounts are served. `external_url` is the public address of the API, without a slash at its end."""

    site_url: str
    external_url: str
    issuer: str
    uri_allow_list: tuple[str, ...] = ()
    password_page: bool = False
    """Whether links to a new password lead to a page of this server, whatever the request says."""
    allows_loopback_redirects: bool = False
    """Whether links may lead to loopback addresses on any port, besides the allow-list."""
    audience: str = "authenticated"
    default_role: str = "authenticated"
    admin_roles: tuple[str, ...] = ("service_role", "supabase_admin")
    token_lifetime: int = 3600
    disable_signup: bool = False
    email_enabled: bool = True
    email_sign_up_enabled: bool = True
    magic_links_enabled: bool = True
    """Whether users can ask for a code or link to sign in with."""
    phone_enabled: bool = False
    anonymous_enabled: bool = False
    manual_linking_enabled: bool = False
    passkeys_enabled: bool = False
    providers: Mapping[str, ProviderConfig] = field(default_factory=dict)
    flow_lifetime: float = 300.0
    """Seconds in which the code of a flow can be exchanged for a session."""
    passwords: PasswordRules = PasswordRules()
    requires_reauthentication: bool = False
    """Whether a new password needs a recent sign-in or a nonce."""
    requires_current_password: bool = False
    sessions: SessionRules = SessionRules()
    mail: MailRules = MailRules()
    factors: FactorRules = FactorRules()
    allowed_email_domains: Sequence[str] = ()
    writes_audit_log: bool = True
    """Whether actions are recorded in `auth.audit_log_entries`."""
    max_body: int = 1024 * 1024
    version: str = ""
    """The version that `/health` names."""
