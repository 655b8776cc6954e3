"""The mails with links and codes: the built-in texts, and how a mail is composed."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import quote, urljoin

from alcove.wires.supabase.auth.config import AuthConfig
from alcove.wires.supabase.auth.deps import AuthMail
from alcove.wires.supabase.auth.links.model import Link, LinkKind
from alcove.wires.supabase.auth.links.template import TemplateError, parse_template
from alcove.wires.supabase.auth.users.model import User

SUBJECTS: Final = {
    "confirmation": "Confirm Your Email",
    "invite": "You have been invited",
    "recovery": "Reset Your Password",
    "magic_link": "Your Magic Link",
    "email_change": "Confirm Email Change",
    "reauthentication": "Confirm Reauthentication",
}
_CODE: Final = "<p>Or enter this code: {{ .Token }}</p>"
_IGNORE: Final = "<p>If this was not you, ignore this mail: nothing happens.</p>"
TEMPLATES: Final = {
    "confirmation": f"""<h2>Confirm your email address</h2>
<p>Follow this link to finish your sign-up at {{{{ .SiteURL }}}}:</p>
<p><a href="{{{{ .ConfirmationURL }}}}">Confirm your email address</a></p>
{_CODE}
{_IGNORE}
""",
    "invite": f"""<h2>You have been invited</h2>
<p>You have been invited to {{{{ .SiteURL }}}}. Follow this link to accept the invitation:</p>
<p><a href="{{{{ .ConfirmationURL }}}}">Accept the invitation</a></p>
{_CODE}
""",
    "recovery": f"""<h2>Reset your password</h2>
<p>Follow this link to choose a new password:</p>
<p><a href="{{{{ .ConfirmationURL }}}}">Reset your password</a></p>
{_CODE}
{_IGNORE}
""",
    "magic_link": f"""<h2>Your link to sign in</h2>
<p>Follow this link to sign in:</p>
<p><a href="{{{{ .ConfirmationURL }}}}">Sign in</a></p>
{_CODE}
{_IGNORE}
""",
    "email_change": f"""<h2>Confirm the change of your email address</h2>
<p>Follow this link to confirm the change
{{{{ if .Email }}}}from {{{{ .Email }}}} {{{{ end }}}}to {{{{ .NewEmail }}}}:</p>
<p><a href="{{{{ .ConfirmationURL }}}}">Confirm the new email address</a></p>
{_CODE}
""",
    "reauthentication": """<h2>Confirm that it is you</h2>
<p>Enter this code: {{ .Token }}</p>
""",
}
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTROL_IN_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_MAX_SUBJECT: Final = 200
_MAX_BYTES: Final = 250_000
_BLOCKS: Final = frozenset({"p", "div", "br", "h1", "h2", "h3", "h4", "li", "tr", "table", "ul", "ol", "hr"})
_HIDDEN: Final = frozenset({"style", "script", "title", "head"})


def compose_mail(config: AuthConfig, link: Link, *, user: User, template: str = "") -> AuthMail:
    """Return the mail of a link; a subject or template that is empty or cannot be read is the built-in one."""
    kind = link.kind.mail_kind
    values = template_values(config, link, user=user)
    subject = _render(config.mail.subjects.get(kind, ""), SUBJECTS[kind], values=values, escapes_html=False)
    html = _render(template, TEMPLATES[kind], values=values, escapes_html=True)
    html = _CONTROL_IN_TEXT.sub("", html)
    return AuthMail(
        to=link.email,
        kind=kind,
        subject=_CONTROL.sub(" ", subject).strip()[:_MAX_SUBJECT] or SUBJECTS[kind],
        html=html,
        text=html_to_text(html),
    )


def template_values(config: AuthConfig, link: Link, *, user: User) -> Mapping[str, Any]:
    """Return the values that a template can name."""
    values: dict[str, Any] = {
        "SiteURL": config.site_url,
        "Email": user.email or "",
        "NewEmail": user.email_change or "",
        "SendingTo": link.email,
        "Token": link.code,
        "TokenHash": link.token,
        "RedirectTo": link.redirect_to,
        "Data": user.user_metadata,
    }
    if link.kind is LinkKind.REAUTHENTICATION:
        del values["TokenHash"]
    else:
        values["ConfirmationURL"] = link_url(config, link)
    return values


def link_url(config: AuthConfig, link: Link) -> str:
    """Return the address that a link leads to: that of GET /verify at the public address."""
    path = config.mail.paths.get(link.kind.mail_kind, "")
    # A configured path is an absolute one, or a whole URL.
    base = urljoin(config.external_url, path) if path else f"{config.external_url}/verify"
    redirect_to = quote(link.redirect_to, safe=":/?@!$'()*,;")
    return f"{base}?token={link.token}&type={link.kind.verification_type}&redirect_to={redirect_to}"


def html_to_text(html: str) -> str:
    """Return the text of a mail: links are written behind their texts."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


class _TextReader(HTMLParser):
    """Collects the text of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._links: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._links.append(dict(attrs).get("href") or "")
        elif tag in _BLOCKS:
            self.parts.append("\n")
        self._hidden += tag in _HIDDEN

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            self.parts.append(f":\n{self._links.pop()}\n")
        elif tag in _BLOCKS:
            self.parts.append("\n")
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data.replace("\n", " "))


def _render(own: str, built_in: str, *, values: Mapping[str, Any], escapes_html: bool) -> str:
    try:
        text = parse_template(own or built_in).render(values, escapes_html=escapes_html)
    except TemplateError:
        text = ""
    if text and len(text.encode()) <= _MAX_BYTES:
        return text
    return parse_template(built_in).render(values, escapes_html=escapes_html)
