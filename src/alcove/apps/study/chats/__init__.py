"""Chats with the tutor: list, read, name, delete and export them, and open the passages that answers cite."""

from collections.abc import Sequence

from alcove.apps.study.chats.passage_routes import register_passages
from alcove.apps.study.chats.routes import register_chats as register_chat_rows
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.foundation.deps import Deps
from alcove.foundation.web import Api

__all__ = ["register_chats"]


def register_chats(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints."""
    register_chat_rows(apis, deps, callers=callers)
    register_passages(apis, deps, callers=callers)
