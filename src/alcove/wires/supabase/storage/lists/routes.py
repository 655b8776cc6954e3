"""Routes of lists."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from alcove.wires.supabase.storage.caller_sessions import open_session
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.lists.model import FIRST, Cursor, FolderPage, ListPage, NameRange, Order
from alcove.wires.supabase.storage.lists.schemas import FolderListBody, PageListBody
from alcove.wires.supabase.storage.lists.store import list_folder, list_page
from alcove.wires.supabase.storage.requests import StorageRequest, StorageResponse, StorageRoute

_JSON = (("content-type", "application/json; charset=utf-8"),)


def list_routes(deps: StorageDeps) -> Sequence[StorageRoute]:
    """Return the routes."""
    lists = ListRoutes(deps)
    return [
        StorageRoute(method="POST", path="/object/list/{bucket_id}", handler=lists.list_folder),
        StorageRoute(method="POST", path="/object/list-v2/{bucket_id}", handler=lists.list_page),
    ]


class ListRoutes:
    """Handlers of lists, which show what policies let the caller read."""

    def __init__(self, deps: StorageDeps) -> None:
        self._deps = deps

    async def list_folder(self, request: StorageRequest) -> StorageResponse:
        """Send the folders and files in a folder, by a limit and an offset."""
        body = request.read(FolderListBody)
        if "only" in (body.noncurrent_versions, body.delete_markers):
            return StorageResponse(content=[])
        prefix = body.prefix
        if prefix and not prefix.endswith("/") and not body.exact_match:
            prefix += "/"
        page = FolderPage(
            names=_choose_names(prefix, exact_match=body.exact_match),
            order=body.sort_by.read() if body.sort_by is not None else Order(),
            search=body.search or "",
            limit=body.limit,
            offset=body.offset,
        )
        async with open_session(self._deps, request, operation="storage.object.list", read_only=True) as session:
            content = await list_folder(session, request.parameters["bucket_id"], page=page)
        return StorageResponse(content=content, headers=_JSON)

    async def list_page(self, request: StorageRequest) -> StorageResponse:
        """Send a page of objects and folders, and the cursor of the next one."""
        body = request.read(PageListBody)
        if "only" in (body.noncurrent_versions, body.delete_markers):
            return StorageResponse(content={"hasNext": False, "folders": [], "objects": []})
        cursor = Cursor.decode(body.cursor) if body.cursor else None
        order = body.sort_by.read() if body.sort_by is not None else Order()
        most = self._deps.config.max_list
        page = ListPage(
            names=_choose_names(body.prefix or "", exact_match=body.exact_match),
            # A cursor is a position in one order.
            order=cursor.order if cursor is not None else order,
            limit=min(body.limit or most, most),
            cursor=cursor,
            with_delimiter=bool(body.with_delimiter),
        )
        async with open_session(self._deps, request, operation="storage.object.list_v2", read_only=True) as session:
            found = await list_page(session, request.parameters["bucket_id"], page=page)
        content = {
            "hasNext": found.last is not None,
            "folders": msgspec.Raw(found.folders.encode()),
            "objects": msgspec.Raw(found.objects.encode()),
            **({"nextCursor": found.last.encode()} if found.last is not None else {}),
        }
        return StorageResponse(content=content)


def _choose_names(prefix: str, *, exact_match: bool) -> NameRange:
    names = NameRange.of_prefix(prefix)
    if not exact_match:
        return names
    # The range of one name, which is empty for the name of a folder.
    return replace(names, low=names.low if prefix == names.folder else prefix, high=prefix + FIRST)
