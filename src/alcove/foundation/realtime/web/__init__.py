"""Server-sent events, websockets and Socket.IO on top of the hub."""

from alcove.foundation.realtime.web.handlers import Headers, SocketIoClients, SocketIoHandlers
from alcove.foundation.realtime.web.socketio_gateway import SocketIoGateway, is_allowed_origin
from alcove.foundation.realtime.web.sse import MEDIA_TYPE, EventFeed, EventSource, IsAuthorized, ServerEvent
from alcove.foundation.realtime.web.websocket import WebSocketFeed

__all__ = [
    "MEDIA_TYPE",
    "EventFeed",
    "EventSource",
    "Headers",
    "IsAuthorized",
    "ServerEvent",
    "SocketIoClients",
    "SocketIoGateway",
    "SocketIoHandlers",
    "WebSocketFeed",
    "is_allowed_origin",
]
