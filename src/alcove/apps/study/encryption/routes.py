"""The function `encryption`."""

from typing import Final

import msgspec
from starlette.responses import Response

from alcove.apps.study.encryption.service import InvalidText, KeysNotConfigured, TextEncryption
from alcove.apps.study.function_answers import InvalidBody, answer_error, answer_json, decode_body, describe_with_error
from alcove.apps.study.settings import StudySettings
from alcove.foundation.ratelimit import Rule
from alcove.foundation.vault import Vault
from alcove.wires.supabase.functions import (
    Function,
    FunctionAccess,
    FunctionRequest,
    Refusal,
    RefusalBody,
    RefusalKind,
)

MAX_TEXT: Final = 512 * 1024
"""Bytes of a text; its ciphertext is a third larger."""
_BODY_LIMIT: Final = 2 * 2**20


class _Body(msgspec.Struct, frozen=True):
    action: str = ""
    data: str = ""


def build_encryption(settings: StudySettings, *, vault: Vault) -> Function:
    """Return the function."""
    service = TextEncryption(vault, earlier_key=settings.encryption_key, earlier_salt=settings.encryption_salt)

    async def encrypt_or_decrypt(request: FunctionRequest) -> Response:
        user_id = request.user_id
        assert user_id is not None
        try:
            body = _read_body(request)
            work = service.encrypt if body.action == "encrypt" else service.decrypt
            return answer_json({"result": await work(body.data, user_id=user_id)})
        except InvalidBody as error:
            return answer_error(str(error), error.status)
        except InvalidText:
            return answer_error("The data cannot be decrypted")
        except KeysNotConfigured:
            return answer_error("Encryption keys are not configured", 503)

    return Function(
        name="encryption",
        handler=encrypt_or_decrypt,
        access=FunctionAccess.USER,
        limit=Rule(settings.study_function_calls_per_minute, 60.0),
        body_limit=_BODY_LIMIT,
        seconds=settings.study_function_timeout,
        describe_refusal=_describe,
    )


def _read_body(request: FunctionRequest) -> _Body:
    body = decode_body(request, _Body, allows_nul=True)
    if not body.action or not body.data:
        raise InvalidBody("Missing required parameters: action and data")
    if body.action not in ("encrypt", "decrypt"):
        raise InvalidBody("Invalid action")
    if body.action == "encrypt" and len(body.data.encode()) > MAX_TEXT:
        raise InvalidBody(f"The data is larger than {MAX_TEXT} bytes", 413)
    return body


def _describe(refusal: Refusal) -> RefusalBody:
    if refusal.kind is RefusalKind.FAILED:
        return {"error": "Encryption operation failed"}
    body = describe_with_error(refusal)
    if refusal.kind in (RefusalKind.USER_REQUIRED, RefusalKind.INVALID_TOKEN):
        return {**body, "error": "Invalid authentication token"}
    return body
