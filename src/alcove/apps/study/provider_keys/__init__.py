"""`test-keys`: which AI providers have a key in the settings, for programs with the service_role key."""

from starlette.responses import Response

from alcove.apps.study.function_answers import answer_json, describe_own_refusal
from alcove.apps.study.settings import StudySettings
from alcove.wires.supabase.functions import Function, FunctionAccess, FunctionRequest

__all__ = ["build_test_keys"]


def build_test_keys(settings: StudySettings) -> Function:
    """Return the function; it says whether keys exist, and nothing of their text."""

    async def list_keys(_request: FunctionRequest) -> Response:
        return answer_json({name: bool(key) for name, key in settings.provider_keys().items()})

    return Function(
        name="test-keys",
        handler=list_keys,
        access=FunctionAccess.SERVICE,
        methods=("GET", "POST"),
        describe_refusal=describe_own_refusal,
    )
