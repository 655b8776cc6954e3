"""Security events of a closed list, and alerts: recorded, reported to those who own the app, and acknowledged."""

from alcove.apps.study.security_events.service import SecurityAlerts, SecurityRecorder, open_recorder

__all__ = ["SecurityAlerts", "SecurityRecorder", "open_recorder"]
