"""What the roles of a room may do to each other."""

import pytest

from alcove.apps.study.rooms.model import PERMISSIONS, Action, Role, outranks


def test_every_action_is_in_the_table_and_banned_may_do_nothing() -> None:
    """No action is forgotten, the owner may do everything, and a banned account nothing."""
    assert set(PERMISSIONS) == set(Action)
    for roles in PERMISSIONS.values():
        assert Role.OWNER in roles
        assert Role.BANNED not in roles


@pytest.mark.parametrize("role", list(Role))
def test_moderators_remove_members_only(role: Role) -> None:
    """Owners remove everybody, moderators members and bans, members nobody."""
    assert outranks(Role.OWNER, role)
    assert outranks(Role.MODERATOR, role) == (role in (Role.MEMBER, Role.BANNED))
    assert not outranks(Role.MEMBER, role)
