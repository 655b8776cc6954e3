"""Routes of sign-up, of mails with links and codes, and of one's own user."""

from collections.abc import Sequence

from alcove.wires.supabase.auth.account.mail_requests import MailRequests
from alcove.wires.supabase.auth.account.password_page import PasswordPage
from alcove.wires.supabase.auth.account.profile import ProfileHandler
from alcove.wires.supabase.auth.account.sign_up import SignUpHandler
from alcove.wires.supabase.auth.account.verification import VerificationHandler
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.links.redirects import PASSWORD_PAGE
from alcove.wires.supabase.auth.requests import Access, AuthRoute


def list_routes(deps: AuthDeps) -> Sequence[AuthRoute]:
    """Return the routes."""
    mails, profile, page = MailRequests(deps), ProfileHandler(deps), PasswordPage(deps)
    verification = VerificationHandler(deps)
    anon, user, public = Access.ANON, Access.USER, Access.PUBLIC
    return [
        AuthRoute(method="POST", path="/signup", handler=SignUpHandler(deps).handle, access=anon),
        AuthRoute(method="POST", path="/recover", handler=mails.recover, access=anon),
        AuthRoute(method="POST", path="/resend", handler=mails.resend, access=anon),
        AuthRoute(method="POST", path="/otp", handler=mails.send_otp, access=anon),
        AuthRoute(method="POST", path="/magiclink", handler=mails.send_magic_link, access=anon),
        AuthRoute(method="GET", path="/verify", handler=verification.follow_link, access=public),
        AuthRoute(method="POST", path="/verify", handler=verification.verify, access=anon),
        AuthRoute(method="GET", path="/user", handler=profile.read, access=user),
        AuthRoute(method="PUT", path="/user", handler=profile.update, access=user),
        AuthRoute(method="GET", path="/reauthenticate", handler=mails.reauthenticate, access=user),
        AuthRoute(method="GET", path=PASSWORD_PAGE, handler=page.show, access=public),
        AuthRoute(method="POST", path=PASSWORD_PAGE, handler=page.submit, access=public),
    ]
