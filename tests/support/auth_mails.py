"""What tests read from the mails of an accounts API."""

import re
from urllib.parse import parse_qs, urlsplit

from alcove.wires.supabase.auth.deps import AuthMail
from support.auth_server import AuthApi


def link_in(mail: AuthMail) -> dict[str, str]:
    """Return the parameters of the link in a mail."""
    found = re.search(r"https?://\S+/verify\S+", mail.text)
    assert found is not None, mail.text
    return {name: values[0] for name, values in parse_qs(urlsplit(found[0]).query).items()}


def code_in(mail: AuthMail) -> str:
    """Return the code of digits in a mail."""
    found = re.search(r"code: ([0-9]+)", mail.text)
    assert found is not None, mail.text
    return found[1]


def fragment_of(location: str) -> dict[str, str]:
    """Return the parameters in the fragment of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(location).fragment).items()}


async def follow_link(api: AuthApi, mail: AuthMail) -> str:
    """Follow the link in a mail and return where it leads."""
    response = await api.client.get("/verify", params=link_in(mail))
    assert response.status_code == 303, response.text
    return response.headers["location"]
