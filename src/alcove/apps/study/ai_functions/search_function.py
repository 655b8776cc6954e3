"""`semantic-search`: the vector of a query, and what it finds in the caller's materials, cards and messages."""

from collections.abc import Collection
from typing import Any, Final

from starlette.responses import Response

from alcove.apps.study.ai_functions.body_values import Body, has_text
from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.function_answers import InvalidBody, answer_error, answer_json, decode_body
from alcove.apps.study.passage_search.model import ALL_KINDS, FoundPassage, PassageKind
from alcove.wires.supabase.functions import FunctionRequest

QUERY_REQUIRED: Final = "Query is required and must be a string"
MAX_QUERY: Final = 10_000
MAX_RESULTS: Final = 50
DEFAULT_RESULTS: Final = 10
_TYPES: Final = ", ".join(kind.value for kind in PassageKind)


class SearchFunction:
    """Answers one search."""

    def __init__(self, parts: AiParts) -> None:
        self._parts = parts

    async def __call__(self, request: FunctionRequest) -> Response:
        """Return vector and results; without the weights of the model the vector is null."""
        assert request.user_id is not None
        try:
            body = decode_body(request, dict[str, Any])
            query, limit, kinds = _read_query(body), _read_limit(body), _read_kinds(body)
        except InvalidBody as error:
            return answer_error(str(error), error.status)
        found = await self._parts.search.search(request.user_id, query, kinds=kinds, limit=limit)
        results = [_describe(passage) for passage in found.passages[:limit]]
        return answer_json({"embedding": found.embedding, "results": results})


def _read_query(body: Body) -> str:
    query = body.get("query")
    if not has_text(query):
        raise InvalidBody(QUERY_REQUIRED)
    text = str(query)
    if len(text) > MAX_QUERY:
        raise InvalidBody(f"Query is longer than {MAX_QUERY} characters")
    return text


def _read_limit(body: Body) -> int:
    limit = body.get("limit")
    if limit is None:
        return DEFAULT_RESULTS
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= MAX_RESULTS:
        raise InvalidBody(f"limit must be a whole number from 1 to {MAX_RESULTS}")
    return limit


def _read_kinds(body: Body) -> Collection[PassageKind]:
    types = body.get("types")
    if types is None:
        return ALL_KINDS
    if not isinstance(types, list) or not types or not all(isinstance(kind, str) for kind in types):
        raise InvalidBody(f"types must be a list of {_TYPES}")
    try:
        return {PassageKind(kind) for kind in types}
    except ValueError as error:
        raise InvalidBody(f"types must be a list of {_TYPES}") from error


def _describe(found: FoundPassage) -> dict[str, Any]:
    passage = found.passage
    return {
        "id": str(passage.id),
        "type": passage.kind.value,
        "title": passage.title,
        "snippet": found.quote or passage.content[:300],
        "score": round(found.score, 4),
    }
