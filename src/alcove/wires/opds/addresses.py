"""Addresses inside documents: made absolute, and only those that can be called."""

from urllib.parse import urldefrag, urljoin, urlsplit

from alcove.wires.opds.limits import LARGEST, LONGEST_ADDRESS


def joined(base: str, href: str, *, data: bool = False) -> str:
    """Return an absolute http or https address, or '' when it is none; with `data` a picture in itself will do."""
    text = "".join(letter for letter in href.strip() if letter >= " " and letter != "\x7f").replace(" ", "%20")
    if data and text[:11].lower() == "data:image/":
        return text if len(text) <= LARGEST else ""
    if not text or len(text) > LONGEST_ADDRESS:
        return ""
    try:
        address = urldefrag(urljoin(base, text)).url
        parts = urlsplit(address)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    return address if fine and "@" not in parts.netloc and "\\" not in address else ""


def based(base: str, change: str | None) -> str:
    """Return the base that holds inside an element which may change it."""
    return (joined(base, change) or base) if change else base
