"""Secret values, and the error for wrong settings."""

import hmac
from collections.abc import Sequence


class SettingError(Exception):
    """Settings are missing or wrong; the text names each, its value and the allowed values."""

    def __init__(self, text: str, *, faults: Sequence[str] = ()) -> None:
        """Take the text, and the faults when it is about several."""
        super().__init__(text)
        self.faults = tuple(faults) or (text,)


def join_faults(errors: Sequence[SettingError]) -> SettingError:
    """Return one error about the faults of all, every fault once."""
    faults = list(dict.fromkeys(fault for error in errors for fault in error.faults))
    if len(faults) == 1:
        return SettingError(faults[0])
    return SettingError("\n  - ".join((f"{len(faults)} settings are wrong:", *faults)), faults=faults)


class Secret:
    """Text that is printed as asterisks; only `reveal()` returns it."""

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "********"

    def __format__(self, spec: str) -> str:
        return format("********", spec)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a secret is not pickled")
