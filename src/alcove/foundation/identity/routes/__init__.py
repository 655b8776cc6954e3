"""The HTTP endpoints of accounts; the same at every address of the server."""

from alcove.foundation.identity.administration import Administration
from alcove.foundation.identity.authenticator import AccountAuthenticator
from alcove.foundation.identity.routes.accounts import register_accounts
from alcove.foundation.identity.routes.context import AccountContext
from alcove.foundation.identity.routes.own_account import register_own_account
from alcove.foundation.identity.routes.sign_in import register_sign_in
from alcove.foundation.identity.service import AccountService
from alcove.foundation.web import Api, render_plain_error


def build_account_api(
    service: AccountService,
    *,
    administration: Administration,
    authenticator: AccountAuthenticator,
) -> Api:
    """Return the account endpoints of one address."""
    context = AccountContext(
        service=service,
        administration=administration,
        authenticator=authenticator,
    )
    api = Api(name="account", title="Accounts and signing in", render_error=render_plain_error)
    register_sign_in(api, context)
    register_own_account(api, context)
    register_accounts(api, context)
    return api
