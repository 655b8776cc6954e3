"""Who is calling."""

from dataclasses import dataclass
from typing import Literal

Mode = Literal["none", "builtin", "cwa"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One caller, and by which way of signing in; with none, everybody is the same administrator."""

    username: str
    is_admin: bool
    mode: Mode


EVERYBODY = Identity(username="", is_admin=True, mode="none")
