"""What the roles of a room may do to each other."""

import pytest

from alcove.apps.study.rooms.model import Action, Role, may, outranks


@pytest.mark.parametrize("action", list(Action))
def test_every_action_is_in_the_table_and_banned_may_do_nothing(action: Action) -> None:
    """No action is forgotten, the owner may do everything, and a banned account and strangers nothing."""
    assert may(Role.OWNER, action)
    assert not may(Role.BANNED, action)
    assert not may(None, action)
    members = {Action.READ, Action.SEND, Action.CONTROL_TIMER}
    owners = {Action.CHANGE_ROLES, Action.DELETE}
    assert may(Role.MEMBER, action) == (action in members)
    assert may(Role.MODERATOR, action) == (action not in owners)


@pytest.mark.parametrize("role", list(Role))
def test_moderators_remove_members_only(role: Role) -> None:
    """Owners remove everybody, moderators members and bans, members nobody."""
    assert outranks(Role.OWNER, role)
    assert outranks(Role.MODERATOR, role) == (role in (Role.MEMBER, Role.BANNED))
    assert not outranks(Role.MEMBER, role)
