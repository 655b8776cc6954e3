"""One server for the tests of rooms."""

from collections.abc import AsyncIterator, Iterator

import pytest

from integration.study.rooms.site import RoomSite, open_site
from integration.study.served import StudyServer, serve_study
from support.postgres import Databases


@pytest.fixture(scope="package")
def server(_databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudyServer]:
    """Yield a server on a database of these tests."""
    with (
        _databases.clone(_template) as dsn,
        serve_study(dsn, tmp_path_factory.mktemp("data"), STUDY_ROOM_HEARTBEAT_TIMEOUT="2") as served,
    ):
        yield served


@pytest.fixture
async def site(server: StudyServer) -> AsyncIterator[RoomSite]:
    """Yield the server with three new accounts."""
    async with open_site(server) as opened:
        yield opened
