"""`auth-validation`: which addresses are accepted."""

import uuid
from pathlib import Path
from typing import Any, Final

import pytest

from integration.study.edge_functions.calls import call
from integration.study.served import StudyServer, serve_study

OK: Final = {"valid": True, "message": "Email validation successful"}
NAME: Final = "auth-validation"
CASES: Final[list[tuple[Any, str]]] = [
    ({"email": "ann@example.org", "action": "validate"}, ""),
    ({"email": "ann@example.org", "action": "signup"}, ""),
    ({"email": "ann@mailinator.com", "action": "validate"}, ""),
    ({"email": "ann@mailinator.com", "action": "signup"}, "Disposable email addresses are not allowed"),
    ({"action": "validate"}, "Email and action are required"),
    ({"email": "ann@example.org"}, "Email and action are required"),
    ({"email": "", "action": "validate"}, "Email and action are required"),
    ({"email": "ann@example.org", "action": "sing"}, "Invalid action"),
    ({"email": "ann", "action": "validate"}, "Invalid email format"),
    ({"email": "ann@example", "action": "validate"}, "Invalid email format"),
    ({"email": "an n@example.org", "action": "validate"}, "Invalid email format"),
    ({"email": "ann@b@example.org", "action": "validate"}, "Invalid email format"),
    ({"email": f"{'a' * 250}@example.org", "action": "signup"}, "Email address is too long (maximum 254 characters)"),
    ({"email": "a@" + "." * 40_000, "action": "validate"}, "Email address is too long (maximum 254 characters)"),
]


@pytest.mark.parametrize(("body", "error"), CASES)
def test_addresses(server: StudyServer, body: Any, error: str) -> None:
    """Each is accepted, or refused with its reason; the anon key is enough."""
    response = call(server, NAME, body, headers=server.headers())
    expected = (400, {"valid": False, "error": error}) if error else (200, OK)
    assert (response.status_code, response.json()) == expected


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"email": 7, "action": "validate"}', b'{"email":"a\\u0000@b.c"}']
)
def test_other_bodies_are_refused(server: StudyServer, content: bytes) -> None:
    """A body that is no such object gets the same shape."""
    response = call(server, NAME, headers=server.headers(), content=content)
    assert (response.status_code, response.json()["valid"]) == (400, False)


def test_the_list_of_domains_and_the_limit_are_settings(dsn: str, tmp_path: Path) -> None:
    """With STUDY_EMAIL_DOMAINS other domains are refused; addresses are limited, whatever a client forwards."""
    options = {"STUDY_EMAIL_DOMAINS": "gmail.com,yahoo.com", "STUDY_FUNCTION_CALLS_PER_MINUTE": "3"}
    with serve_study(dsn, tmp_path, **options) as server:
        body = {"email": "ann@example.org", "action": "validate"}
        answer = call(server, NAME, body, headers=server.headers()).json()
        assert answer["error"] == "Email domain not allowed. Allowed domains: gmail.com, yahoo.com"
        answers = []
        for number in range(3):
            forged = {"X-Forwarded-For": f"203.0.113.{number}", "CF-Connecting-IP": f"203.0.113.{number}"}
            body["email"] = "ann@GMAIL.com"
            answers.append(call(server, NAME, body, headers={**server.headers(), **forged}))
        assert [one.status_code for one in answers] == [200, 200, 429]
        assert answers[-1].json()["error"] == "Too many requests"
        user = server.headers(uuid.uuid4())
        assert call(server, NAME, body, headers=user).status_code == 200


def test_a_trusted_proxy_tells_the_address(dsn: str, tmp_path: Path) -> None:
    """Behind a proxy of the list each client has its own limit, by the last address that is no proxy."""
    options = {"TRUSTED_PROXIES": "127.0.0.0/8", "STUDY_FUNCTION_CALLS_PER_MINUTE": "1"}
    with serve_study(dsn, tmp_path, **options) as server:
        body = {"email": "ann@example.org", "action": "validate"}

        def status(forwarded: str) -> int:
            headers = {**server.headers(), "X-Forwarded-For": forwarded}
            return call(server, NAME, body, headers=headers).status_code

        assert [status("203.0.113.1"), status("203.0.113.2"), status("203.0.113.2")] == [200, 200, 429]
        assert status("203.0.113.9, 203.0.113.1") == 429
