"""The websockets of rooms in this process: what they get, who is present, and how fast events are sent."""

from alcove.apps.study.rooms.live.live_rooms import LiveRooms
from alcove.apps.study.rooms.live.socket import RoomLimits, RoomSocket, SocketServices, send_close

__all__ = ["LiveRooms", "RoomLimits", "RoomSocket", "SocketServices", "send_close"]
