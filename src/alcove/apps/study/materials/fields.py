"""Fields of requests, checked one by one, so that the error names all that are wrong."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec

from alcove.apps.study.materials.model import MAX_TITLE, MaterialChanges, MaterialState, NewMaterial, clean_text
from alcove.apps.study.native_api import InvalidFields
from alcove.foundation.errors import BadRequest

_UNKNOWN_STATE: Final = "is not one of queued, working, ready and failed"
_NO_ID: Final = "is not the id of a subject"


class FieldReader:
    """Reads fields and collects what is wrong with them."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._problems: dict[str, str] = {}

    def text(self, name: str) -> str:
        """Return a text that is not blank."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return self._refuse(name, "is missing" if value is None else "is not a text")
        text = clean_text(value)
        return text if text.strip() else self._refuse(name, "is empty")

    def title(self, *, default: str | None = None) -> str:
        """Return the title, on one line; a form may have none or a blank one."""
        if default is not None and not str(self._values.get("title") or "").strip():
            return default
        title = " ".join(self.text("title").split())
        if len(title) > MAX_TITLE:
            return self._refuse("title", f"is longer than {MAX_TITLE} characters")
        return title

    def subject_id(self) -> UUID | None:
        """Return the id of a subject, None where there is none."""
        value = self._values.get("subject_id")
        if value is None or value == "":
            return None
        try:
            return UUID(value)
        except (ValueError, AttributeError, TypeError):
            self._problems["subject_id"] = _NO_ID
            return None

    def state(self) -> MaterialState | None:
        """Return a state, None where there is none."""
        value = self._values.get("state")
        if not value:
            return None
        if value not in set(MaterialState):
            self._problems["state"] = _UNKNOWN_STATE
            return None
        return MaterialState(value)

    def check(self) -> None:
        """Raise InvalidFields when something was wrong."""
        if self._problems:
            raise InvalidFields(self._problems)

    def _refuse(self, name: str, reason: str) -> str:
        self._problems.setdefault(name, reason)
        return ""


def read_text_material(body: bytes, *, user_id: UUID) -> tuple[NewMaterial, str]:
    """Return a material and its text from a JSON body; InvalidFields, BadRequest."""
    try:
        values = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"), type=dict[str, Any])
    except msgspec.ValidationError as error:
        raise BadRequest("The request body is not a JSON object.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(f"The request body is not valid JSON: {error}.") from error
    reader = FieldReader(values)
    title, text, subject_id = reader.title(), reader.text("text"), reader.subject_id()
    reader.check()
    return NewMaterial(user_id=user_id, title=title, subject_id=subject_id), text


def read_changes(body: Mapping[str, Any]) -> MaterialChanges:
    """Return what a JSON object changes of a material; InvalidFields."""
    reader = FieldReader(body)
    title = reader.title() if "title" in body else None
    subject_id = reader.subject_id()
    reader.check()
    return MaterialChanges(title=title, subject_id=subject_id, has_subject="subject_id" in body)


def read_file_material(values: Mapping[str, str], *, user_id: UUID, file_title: str) -> NewMaterial:
    """Return what the fields of a form say about its file; InvalidFields."""
    reader = FieldReader(values)
    title, subject_id = reader.title(default=file_title), reader.subject_id()
    reader.check()
    return NewMaterial(user_id=user_id, title=title, subject_id=subject_id)
