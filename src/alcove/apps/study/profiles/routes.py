"""`/api/users/me` and `/api/profiles/me`; instead of `me` the caller's own id can be named."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.account_cache import AccountCache
from alcove.apps.study.native_api import InvalidFields, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import DEFAULT, Change, Resource, RowNotFound, Rows, Values, both_paths
from alcove.apps.study.profiles import store
from alcove.apps.study.profiles.schemas import ProfileBody, ProfileFields, UserBody
from alcove.apps.study.study_days import find_zone
from alcove.foundation.deps import Deps
from alcove.foundation.errors import CrossOriginForbidden
from alcove.foundation.web import Access, Api, Call

USER_PATHS: Final = both_paths("users/{id}")
PROFILE_PATHS: Final = both_paths("profiles/{id}")
PROFILES: Final = Resource(
    noun="profile",
    plural="profiles",
    table="public.profiles",
    paths=both_paths("profiles"),
    body=ProfileBody,
    fields=ProfileFields,
    computed={"user_id": "t.id"},
    owner="id",
)
_READ: Final = (NotSignedIn, NotAllowed, RowNotFound)
_WRITE: Final = (*_READ, CrossOriginForbidden, InvalidFields)


class ProfileEndpoints:
    """The handlers of the endpoints."""

    def __init__(self, deps: Deps, *, callers: CallerIdentifier) -> None:
        self._pool = deps.pool
        self._profiles = Rows(deps.pool, PROFILES, prepare=_complete)
        self._callers = callers
        self._cache = AccountCache(deps)

    async def find_user(self, call: Call[None, None]) -> bytes:
        """Return the caller's account."""
        return await store.find_account(self._pool, await self._identify(call))

    async def change_user(self, call: Call[None, dict[str, Any]]) -> bytes:
        """Change the caller's profile, and return the account."""
        user_id = await self._identify(call)
        body = call.body.get("profile", call.body)
        if not isinstance(body, Mapping):
            raise InvalidFields({"profile": "is not an object"})
        await self._profiles.change(user_id, user_id=user_id, body=body, replaces=False)
        return await store.find_account(self._pool, user_id)

    async def find(self, call: Call[None, None]) -> bytes:
        """Return the caller's profile."""
        user_id = await self._identify(call)
        return await self._cache.get(user_id, "profile", load=lambda: self._profiles.find(user_id, user_id=user_id))

    async def change(self, call: Call[None, dict[str, Any]]) -> bytes:
        """Change the fields that are sent, and return the profile."""
        user_id = await self._identify(call)
        return await self._profiles.change(user_id, user_id=user_id, body=call.body, replaces=False)

    async def replace(self, call: Call[None, dict[str, Any]]) -> bytes:
        """Replace all fields, and return the profile."""
        user_id = await self._identify(call)
        return await self._profiles.change(user_id, user_id=user_id, body=call.body, replaces=True)

    async def _identify(self, call: Call[Any, Any]) -> UUID:
        """Return the caller's id; RowNotFound when the path names somebody else."""
        user_id = (await self._callers.identify(call)).user.id
        if call.path["id"].lower() not in ("me", str(user_id)):
            raise RowNotFound("You can see your own account only.")
        return user_id


async def _complete(change: Change) -> Values:
    values = dict(change.values)
    zone = values.get("timezone")
    if isinstance(zone, str) and find_zone(zone).key != zone:
        raise InvalidFields({"timezone": "is not the name of a time zone"})
    name = values.get("full_name")
    if name is DEFAULT or (values.keys() & {"first_name", "last_name"} and not _is_alone(values)):
        # The database makes it of the parts.
        values.pop("full_name", None)
    elif isinstance(name, str):
        first, _, last = " ".join(name.split()).rpartition(" ")
        values |= {"first_name": first or last or None, "last_name": last if first else None}
    return values


def _is_alone(values: Values) -> bool:
    """Return whether no part of the name is sent."""
    return all(values.get(name, DEFAULT) is DEFAULT for name in ("first_name", "last_name"))


def register_profiles(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints."""
    endpoints = ProfileEndpoints(deps, callers=callers)
    for api in apis:
        _add_users(api, endpoints)
        _add_profiles(api, endpoints)


def _add_users(api: Api, endpoints: ProfileEndpoints) -> None:
    api.route(
        "GET", *USER_PATHS, response_model=UserBody, errors=_READ, access=Access.PUBLIC,
        summary="The caller's account with its profile; the id is `me`, or the account's own",
    )(endpoints.find_user)  # fmt: skip
    api.route(
        "PATCH", *USER_PATHS, body=dict[str, Any], raw_body=ProfileFields, response_model=UserBody, errors=_WRITE,
        access=Access.PUBLIC, summary="Change the profile of the caller's account",
    )(endpoints.change_user)  # fmt: skip


def _add_profiles(api: Api, endpoints: ProfileEndpoints) -> None:
    api.route(
        "GET", *PROFILE_PATHS, response_model=ProfileBody, errors=_READ, access=Access.PUBLIC,
        summary="The caller's profile; the id is `me`, or the account's own",
    )(endpoints.find)  # fmt: skip
    for method, handler, summary in (
        ("PATCH", endpoints.change, "Change the fields of the caller's profile that are sent"),
        ("PUT", endpoints.replace, "Replace the caller's profile"),
    ):
        api.route(
            method, *PROFILE_PATHS, body=dict[str, Any], raw_body=ProfileFields, response_model=ProfileBody,
            errors=_WRITE, access=Access.PUBLIC, summary=summary,
        )(handler)  # fmt: skip
