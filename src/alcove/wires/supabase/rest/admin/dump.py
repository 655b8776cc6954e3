"""The schema cache as JSON, for people who look for what the server knows."""

from typing import Any

import msgspec

from alcove.wires.supabase.rest.schema_cache.model import SchemaCache


def dump_schema_cache(cache: SchemaCache) -> bytes:
    """Return the JSON of a schema cache, in lists under PostgREST's names."""
    content = {
        "dbMediaHandlers": cache.media_handlers,
        "dbRelationships": [_pair(name, related) for name, related in sorted(cache.relationships.items())],
        "dbRepresentations": [
            {"source": source, "target": target, "function": function}
            for (source, target), function in sorted(cache.representations.items())
        ],
        "dbRoutines": [_pair(name, functions) for name, functions in sorted(cache.functions.items())],
        "dbTables": [_pair(name, table) for name, table in sorted(cache.tables.items())],
    }
    return msgspec.json.encode(content)


def _pair(name: Any, value: Any) -> list[Any]:
    return [name, value]
