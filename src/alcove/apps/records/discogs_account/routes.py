"""The connection to Discogs over HTTP."""

from alcove.apps.records import errors
from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.discogs_account.schemas import (
    DiscogsConnection,
    DiscogsToken,
    SignInAddress,
    SignInCode,
    SignInRequest,
)
from alcove.apps.records.discogs_account.service import build_account
from alcove.apps.records.schemas import NoParameters
from alcove.foundation.vault import VaultError
from alcove.foundation.web import Access, Api, Call

_PATH = "/api/records/discogs"
_SIGN_IN_ERRORS = (
    errors.InvalidRequest, errors.Conflict, errors.CredentialsMissing, errors.CredentialsInvalid,
    errors.UpstreamFailed, VaultError,
)  # fmt: skip


def register(api: Api, deps: ApiDeps) -> None:
    """Add the endpoints of the connection to Discogs."""
    account = build_account(deps)

    @api.route("GET", _PATH, response_model=DiscogsConnection, access=Access.USER,
               summary="The state of the connection to Discogs; never the credentials")  # fmt: skip
    async def read(call: Call[NoParameters, None]) -> DiscogsConnection:
        return await account.read()

    @api.route("PUT", _PATH, body=DiscogsToken, response_model=DiscogsConnection,
               errors=(errors.InvalidRequest, errors.Conflict, VaultError), access=Access.OWNER,
               summary="Store a personal access token, encrypted, unless Discogs refuses it")  # fmt: skip
    async def put(call: Call[None, DiscogsToken]) -> DiscogsConnection:
        return await account.put_token(call.body.token)

    @api.route("DELETE", _PATH, response_model=DiscogsConnection, errors=(errors.Conflict,), access=Access.OWNER,
               summary="Disconnect Discogs: the stored credentials are deleted")  # fmt: skip
    async def disconnect(call: Call[NoParameters, None]) -> DiscogsConnection:
        return await account.disconnect()

    @api.route("POST", f"{_PATH}/test", response_model=DiscogsConnection,
               errors=(errors.CredentialsMissing, errors.CredentialsInvalid, errors.ServiceUnavailable),
               access=Access.USER,
               summary="Ask Discogs whose credentials are in use; a failure is a state, with its reason")  # fmt: skip
    async def test(call: Call[NoParameters, None]) -> DiscogsConnection:
        return await account.test()

    @api.route("POST", f"{_PATH}/sign-in", body=SignInRequest, response_model=SignInAddress, errors=_SIGN_IN_ERRORS,
               access=Access.OWNER, summary="Begin an OAuth sign-in: the address where the owner agrees")  # fmt: skip
    async def begin(call: Call[None, SignInRequest]) -> SignInAddress:
        host = call.request.headers.get("host", "")
        return SignInAddress(authorize_url=await account.begin_sign_in(callback=call.body.callback, host=host))

    @api.route("POST", f"{_PATH}/sign-in/finish", body=SignInCode, response_model=DiscogsConnection,
               errors=_SIGN_IN_ERRORS, access=Access.OWNER,
               summary="Finish an OAuth sign-in with the code of Discogs, and test the connection")  # fmt: skip
    async def finish(call: Call[None, SignInCode]) -> DiscogsConnection:
        return await account.finish_sign_in(call.body.verifier)
