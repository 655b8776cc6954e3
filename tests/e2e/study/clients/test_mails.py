"""Codes and links in mails, through Supabase's client."""

import re

import psycopg

from e2e.study.clients.conftest import PASSWORD, Project, sign_up
from e2e.study.clients.pages import TARGET, visit
from support.supabase_js import SupabaseJs


def read_mail(project: Project, email: str) -> str:
    """Return the text of the newest mail to an address."""
    with psycopg.connect(project.server.dsn) as connection:
        row = connection.execute(
            "SELECT body FROM alcove.mail_message WHERE recipient = %s ORDER BY created_at DESC LIMIT 1", (email,)
        ).fetchone()
    assert row is not None
    return str(row[0])


def code_of(mail: str) -> str:
    """Return the code in a mail."""
    match = re.search(r"code: ([0-9]{6})", mail)
    assert match is not None, mail
    return match[1]


def link_of(mail: str) -> str:
    """Return the link in a mail."""
    match = re.search(r"http\S+/verify\S+", mail)
    assert match is not None, mail
    return match[0]


def test_a_code_signs_in(node: SupabaseJs, project: Project, email: str) -> None:
    """The mail of a new user has a code that signs in once; a wrong one does not."""
    client = node.open_client()
    client.do("signInWithOtp", {"email": email, "options": {"emailRedirectTo": TARGET, "data": {"name": "Ann"}}})
    code = code_of(read_mail(project, email))
    wrong = {"type": "email", "email": email, "token": f"{(int(code) + 1) % 10**6:06}"}
    expired = (403, "otp_expired", "Token has expired or is invalid")
    assert client.refuse("verifyOtp", wrong) == expired
    user = client.do("verifyOtp", {**wrong, "token": code})["user"]
    assert (user["email"], user["user_metadata"]["name"]) == (email, "Ann")
    assert client.refuse("verifyOtp", {**wrong, "token": code}) == expired


def test_a_link_signs_in_who_asked_for_it(node: SupabaseJs, project: Project, email: str) -> None:
    """With PKCE, the link to a new password gives a code to the page, which is of use to the client that asked."""
    sign_up(node, email)
    client = node.open_client(flowType="pkce")
    client.do("resetPasswordForEmail", email, {"redirectTo": TARGET})
    query, fragment = visit(link_of(read_mail(project, email)))
    assert fragment == {}
    assert client.do("exchangeCodeForSession", query["code"])["user"]["email"] == email
    client.do("updateUser", {"password": f"another {PASSWORD}"})
    node.open_client().do("signInWithPassword", {"email": email, "password": f"another {PASSWORD}"})


def test_the_code_of_a_recovery_signs_in(node: SupabaseJs, project: Project, email: str) -> None:
    """Whoever cannot follow the link types its code."""
    sign_up(node, email)
    client = node.open_client()
    client.do("resetPasswordForEmail", email)
    code = {"type": "recovery", "email": email, "token": code_of(read_mail(project, email))}
    assert client.do("verifyOtp", code)["user"]["email"] == email


def test_a_new_address_is_one_at_once(node: SupabaseJs, email: str) -> None:
    """Where addresses are accepted without confirmation, a new one replaces the other, which is free again."""
    client = sign_up(node, email)
    user = client.do("updateUser", {"email": f"new-{email}"})["user"]
    assert user["email"] == f"new-{email}"
    credentials = {"email": user["email"], "password": PASSWORD}
    assert node.open_client().do("signInWithPassword", credentials)["user"]["id"] == user["id"]
    assert sign_up(node, email).do("getUser")["user"]["id"] != user["id"]
