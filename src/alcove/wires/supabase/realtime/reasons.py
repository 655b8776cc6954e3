"""Why clients are refused, in the words of the protocol."""

from typing import Final

from alcove.wires.supabase.realtime.model import JoinRefused

UNMATCHED_TOPIC: Final = "unmatched topic"
"""A frame is for a topic that the client has not joined, or that nobody can join."""
UNKNOWN: Final = "Unknown Error on Channel"
TOO_MANY_CONNECTIONS: Final = "ConnectionRateLimitReached: Too many connected users"
TOO_MANY_CHANNELS: Final = "ChannelRateLimitReached: Too many channels"
TOO_MANY_JOINS: Final = "ClientJoinRateLimitReached: Too many joins per second"
TOPIC_REQUIRED: Final = "TopicNameRequired: You must provide a topic name"
DATABASE_SLOW: Final = "UnableToConnectToProject: The database did not answer in time"
DATABASE_LOST: Final = "UnableToConnectToProject: The database cannot be reached"
PRIVATE_NOT_AVAILABLE: Final = "UnableToSetPolicies: Private channels are not available here"
CHANGES_NOT_AVAILABLE: Final = "RealtimeDisabledForConfiguration: Changes of rows are not available here"

TOO_MANY_MESSAGES: Final = "Too many messages per second"
TOO_MANY_PRESENCE_MESSAGES: Final = "Too many presence messages per second"
CLIENT_PRESENCE_LIMIT: Final = "Client presence rate limit exceeded"
TRACK_TOO_LARGE: Final = "Track message size exceeded"
SUBSCRIBED: Final = "Subscribed to PostgreSQL"
REPLICATION_READY: Final = "Replication connection established"
REPLICATION_NOT_READY: Final = "Replication connection is not ready"
NOT_REPLAYED: Final = "UnableToReplayMessages: The database cannot be reached"
SESSION_ENDED: Final = "The session of the token has ended"

NOT_A_MAP: Final = "Presence track payload must be a map"
PAYLOAD_TOO_LARGE: Final = "payload_size_exceeded"

INVALID_BROADCAST: Final = "invalid_payload"
INVALID_PERSIST: Final = "invalid_persist"
PERSIST_NEEDS_PRIVATE: Final = "persist_requires_private_channel"
PERSIST_NEEDS_JSON: Final = "persist_requires_json_payload"
PERSIST_FAILED: Final = "persist_failed"
NO_JWT: Final = "The token provided is not a valid JWT"


class TokenRefused(JoinRefused):
    """A token is not accepted. The text of the error is the reason of a refused join: code and message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.message = message


def explain_unauthorized(topic: str) -> str:
    """Return why a caller who may not read a private channel cannot join it."""
    return f"Unauthorized: You do not have permissions to read from this Channel topic: {topic}"
