"""The name of a person, which Apple sends beside the code, and only at the first sign-in."""

from dataclasses import replace

import msgspec

from alcove.wires.supabase.auth.oauth.providers.model import ExternalUser, keep_texts


class _Name(msgspec.Struct, frozen=True):
    firstName: str = ""  # noqa: N815 - Apple's names
    lastName: str = ""  # noqa: N815


class _Person(msgspec.Struct, frozen=True):
    name: _Name = _Name()


def add_name(user: ExternalUser, form: str) -> ExternalUser:
    """Return the user with the name in the field `user` of the form; unchanged when there is none."""
    try:
        name = msgspec.json.decode(form, type=_Person).name
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return user
    text = f"{name.firstName} {name.lastName}".strip()
    return replace(user, claims={**user.claims, **keep_texts({"name": text, "full_name": text})})
