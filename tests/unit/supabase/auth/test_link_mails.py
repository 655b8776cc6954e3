"""Mails with links: their texts, templates and addresses."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.foundation.settings import Secret
from alcove.wires.supabase.auth.config import AuthConfig, MailRules
from alcove.wires.supabase.auth.links.mails import SUBJECTS, compose_mail, html_to_text, link_url
from alcove.wires.supabase.auth.links.model import Link, LinkKind, derive_token, generate_code
from alcove.wires.supabase.auth.links.template import TemplateError, parse_template
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.tokens import SigningKeys, SigningSettings
from support.clock import FakeClock

CONFIG = AuthConfig(site_url="https://site.example", external_url="https://api.example/auth/v1", issuer="")
VALUES: dict[str, Any] = {"Name": "<Ann>", "Data": {"city": "Köln", "tags": ["a"], "n": 3, "yes": True}, "Empty": ""}
FIELDS: dict[str, Any] = {
    **dict.fromkeys(User.__dataclass_fields__),
    "id": UUID(int=1),
    "email": "ann@site.example",
    "email_change": "new@site.example",
    "user_metadata": VALUES["Data"],
}
USER = User(**FIELDS)
TOKEN = "0f" * 28


def make_link(kind: LinkKind, **changes: Any) -> Link:
    """Return a link to a user."""
    link = Link(
        kind=kind,
        email="ann@site.example",
        code="123456",
        token=TOKEN,
        redirect_to="https://site.example/auth?mode=reset-password&x=1#top",
    )
    return replace(link, **changes)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a {{ .Name }} b", "a &lt;Ann&gt; b"),
        ("{{.Data.city}}{{ .Data.none }}{{ .None.x }}", "Köln"),
        ('{{ index .Data "city" }}', "Köln"),
        ("{{ .Data.n }} {{ .Data.yes }}", "3 true"),
        ("{{ if .Empty }}x{{ else if .Data.n }}y{{ else }}z{{ end }}", "y"),
        ("{{ if .Empty }}x{{ else }}z{{ end }}", "z"),
        ('{{ if eq .Data.city "Bonn" "Köln" }}x{{ end }}', "x"),
        ('{{ if and .Name (not (eq .Name "Bob")) }}x{{ end }}', "x"),
        ("{{ if or .Empty .Name }}{{ if ne .Name `Bob` }}x{{end}}{{ end }}", "x"),
        ("a  {{- /* comment */ -}}  b", "ab"),
        ("a {{- .Empty -}} b", "ab"),
        ("{ .Name } }}", "{ .Name } }}"),
        ('{{/* it\'s {{ "not" read */}}a', "a"),
        ("{{ $.Name }}", "&lt;Ann&gt;"),
        ('{{ "a}}b" }}', "a}}b"),
    ],
)
def test_templates_are_rendered(template: str, expected: str) -> None:
    """The syntax that GoTrue's templates use is understood, and values are escaped."""
    assert parse_template(template).render(VALUES, escapes_html=True) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ .Name",
        "{{ if .Name }}",
        "{{ end }}",
        "{{ else }}",
        "{{ }}",
        "{{ eq }}",
        "{{ not ( .Name }}",
        "{{ printf .Name }}",
        "{{ .Name .Name }}",
        "{{ if .Name }}{{ else range }}{{ end }}",
        "{{ if .Name }}" * 30 + "{{ end }}" * 30,
        "{{ " + "(" * 50 + " .Name }}",
        '{{ "unclosed }}',
        "{{ a {{ .Name }}",
        "{{ .Name" + " " * 2000 + "}}",
    ],
)
def test_malformed_templates_are_refused(template: str) -> None:
    """A template with unknown or incomplete syntax is an error, never text with braces."""
    with pytest.raises(TemplateError):
        parse_template(template)


def test_links_lead_to_verify_at_the_public_address() -> None:
    """The link has the token, its type, and the target as one parameter."""
    parts = urlsplit(link_url(CONFIG, make_link(LinkKind.SIGNUP)))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://api.example/auth/v1/verify"
    query = parse_qs(parts.query)
    assert query["type"] == ["signup"]
    assert query["redirect_to"] == ["https://site.example/auth?mode=reset-password&x=1#top"]
    assert query["token"] == [TOKEN]
    own = replace(CONFIG, mail=MailRules(paths={"recovery": "/other/verify", "invite": "https://x.example/v"}))
    assert link_url(own, make_link(LinkKind.RECOVERY)).startswith("https://api.example/other/verify?token=")
    assert link_url(own, make_link(LinkKind.INVITE)).startswith("https://x.example/v?token=")


@pytest.mark.parametrize("kind", LinkKind)
def test_built_in_mails_have_what_is_needed(kind: LinkKind) -> None:
    """Each mail has subject, code, and its link as HTML and as text; a nonce has no link."""
    link = make_link(kind)
    mail = compose_mail(CONFIG, link, user=USER)
    assert mail.subject == SUBJECTS[mail.kind]
    assert mail.to == link.email
    assert "123456" in mail.html
    assert "123456" in mail.text
    has_link = kind is not LinkKind.REAUTHENTICATION
    assert (link_url(CONFIG, link) in mail.text) is has_link
    assert (link_url(CONFIG, link).replace("&", "&amp;") in mail.html) is has_link
    assert "{{" not in mail.html


def test_own_templates_replace_the_built_in_ones() -> None:
    """Subject and HTML come from the configuration, one line and escaped; a broken one is not used."""
    rules = MailRules(subjects={"recovery": "Hi {{ .Data.city }}\nBcc: x", "invite": "{{"})
    config = replace(CONFIG, mail=rules)
    link = make_link(LinkKind.RECOVERY, redirect_to="https://x.example/?a=<b>")
    template = "<p>{{ .Email }} {{ .NewEmail }} {{ .TokenHash }} {{ .RedirectTo }} {{ .SiteURL }}</p>"
    mail = compose_mail(config, link, user=USER, template=template)
    assert mail.subject == "Hi Köln Bcc: x"
    assert mail.html == (
        f"<p>ann@site.example new@site.example {link.token} https://x.example/?a=&lt;b&gt; https://site.example</p>"
    )
    invite = make_link(LinkKind.INVITE)
    broken = compose_mail(config, invite, user=USER, template="{{ nothing }}")
    assert broken == compose_mail(CONFIG, invite, user=USER)


def test_html_becomes_text() -> None:
    """Blocks are lines, links show their addresses, and styles are left out."""
    html = '<style>p {}</style><h1>Hi</h1><p>Go\nto <a href="https://x.example/?a=1&amp;b=2">this page</a>.</p>'
    assert html_to_text(html) == "Hi\n\nGo to this page:\nhttps://x.example/?a=1&b=2\n.\n"


def test_codes_are_digits_of_the_length_wanted() -> None:
    """A code has only digits, and its token depends on the address."""
    code = generate_code(8)
    assert len(code) == 8
    assert code.isdigit()
    signer = SigningKeys(SigningSettings(secret=Secret("s" * 32)), clock=FakeClock())
    tokens = {derive_token(signer, email, code=code) for email in ("a@x.example", "b@x.example")}
    assert [len(token) for token in tokens] == [56, 56]


@given(
    st.lists(
        st.sampled_from(["{{", "}}", " ", "-", "if", "else", "end", "eq", "(", ")", ".A", "$", '"', "`", "/*", "*/"])
    )
)
def test_any_text_is_a_template_or_an_error(words: list[str]) -> None:
    """Whatever a template has, it is rendered or refused; text without braces stays as it is."""
    text = "".join(words)
    try:
        rendered = parse_template(text).render({"A": "x"}, escapes_html=True)
    except TemplateError:
        return
    # A quoted text may have braces of its own.
    assert "{{" not in rendered or '"' in text or "`" in text
    if "{{" not in text:
        assert rendered == text


def test_hostile_templates_are_read_in_time() -> None:
    """No template takes longer than its length explains."""
    for text in ("{{" * 9_000, '{{ "' * 4_000, "{{" + " " * 19_000, '{{ """' + '"' * 19_000, "{{/*" * 4_000):
        with pytest.raises(TemplateError):
            parse_template(text)
