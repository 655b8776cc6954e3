"""What browsers hear of the hub: server-sent events and Socket.IO."""

from alcove.foundation.realtime.web.pages import Headers, Pages, Protocols
from alcove.foundation.realtime.web.socketio_gateway import SocketIoGateway, is_allowed_origin
from alcove.foundation.realtime.web.sse import MEDIA_TYPE, EventFeed, EventSource, ServerEvent

__all__ = [
    "MEDIA_TYPE",
    "EventFeed",
    "EventSource",
    "Headers",
    "Pages",
    "Protocols",
    "ServerEvent",
    "SocketIoGateway",
    "is_allowed_origin",
]
