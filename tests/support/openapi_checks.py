"""Checks of responses for Schemathesis, which loads this module by its name."""

from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, Response


@schemathesis.check
def failures_are_documented(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Reject 500, and every other failure of the server that the document does not name."""
    del ctx
    documented = case.operation.definition.raw["responses"]
    assert response.status_code != 500, "the server failed"
    assert response.status_code < 500 or str(response.status_code) in documented, f"{response.status_code} is unknown"


@schemathesis.check
def strangers_get_errors(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Require an error of every endpoint that is not public."""
    del ctx
    is_public = not case.operation.definition.raw.get("security")
    assert is_public or response.status_code >= 400, "somebody who has not signed in got a response"
