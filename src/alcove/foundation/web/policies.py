"""Content security policies of pages that others built."""

import base64
import hashlib
import re
from typing import Final

_SCRIPT: Final = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script\s*>", re.DOTALL | re.IGNORECASE)


def inline_scripts(page: str) -> tuple[str, ...]:
    """Return the policy's words for exactly the scripts that stand in a page."""
    return tuple(
        f"'sha256-{base64.b64encode(hashlib.sha256(found['text'].encode()).digest()).decode()}'"
        for found in _SCRIPT.finditer(page)
        if found["text"].strip() and not re.search(r"\bsrc\s*=", found["attributes"], re.IGNORECASE)
    )
