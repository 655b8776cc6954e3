"""Values of a request: what its method, path, headers and body say."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from alcove.wires.supabase.rest.syntax.model import QueryString, Window

Resolution = Literal["merge-duplicates", "ignore-duplicates"]
Representation = Literal["full", "headers-only", "minimal"]
Count = Literal["exact", "planned", "estimated"]
TransactionEnd = Literal["commit", "rollback"]
Missing = Literal["default", "null"]
Handling = Literal["strict", "lenient"]
Action = Literal["read", "insert", "update", "upsert", "delete", "call", "describe", "inspect"]
"""`upsert` is PUT of a single row, `describe` the OpenAPI root, `inspect` OPTIONS."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """The Prefer headers; None where nothing was said, or where `transaction` is not the client's choice.

    `invalid` are the texts that are no preference.
    """

    resolution: Resolution | None = None
    representation: Representation | None = None
    count: Count | None = None
    transaction: TransactionEnd | None = None
    missing: Missing | None = None
    handling: Handling | None = None
    timezone: str | None = None
    max_affected: int | None = None
    invalid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type such as `application/json`, in lower case, with its parameters in the order sent."""

    name: str
    parameters: tuple[tuple[str, str], ...] = ()

    def parameter(self, name: str) -> str | None:
        """Return a parameter, None when it is absent."""
        return next((value for key, value in self.parameters if key == name), None)


@dataclass(frozen=True, slots=True)
class RootTarget:
    """`/`: the description of the API."""


@dataclass(frozen=True, slots=True)
class TableTarget:
    """`/name`: a table or view."""

    name: str


@dataclass(frozen=True, slots=True)
class FunctionTarget:
    """`/rpc/name`: a function."""

    name: str


Target: TypeAlias = RootTarget | TableTarget | FunctionTarget


@dataclass(frozen=True, slots=True)
class JsonPayload:
    """A JSON body, a form or a CSV table made JSON: the text, and its keys.

    `keys` are the keys that all objects have, sorted; None when `columns` was sent, because then nothing is read of the
    body and `text` may even be malformed. `is_array` tells an array from a single object. `form` are the fields of a
    form, which may be repeated; in `text` the last value of a field counts.
    """

    text: bytes
    keys: tuple[str, ...] | None
    is_array: bool
    form: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class RawPayload:
    """A body that goes to the single unnamed parameter of a function as it is: text/plain, text/xml, octet-stream."""

    body: bytes
    kind: Literal["text", "xml", "bytea"]


Payload: TypeAlias = JsonPayload | RawPayload


@dataclass(frozen=True, slots=True, kw_only=True)
class RestRequest:
    """One request, parsed but not yet planned.

    `path` is the path below the prefix, decoded. `window` joins `limit`, `offset` and the Range header at the root.
    `schema_profile` is set when the response has to name the schema: if a profile header chose it, or if there are
    several.
    """

    method: str
    path: str
    action: Action
    target: Target
    schema: str
    schema_profile: str | None
    query: QueryString
    preferences: Preferences
    window: Window
    accept: tuple[MediaType, ...]
    content_type: MediaType
    payload: Payload | None
