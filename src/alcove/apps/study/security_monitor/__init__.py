"""`security-monitor`: reports of browsers, security events, limits and unusual sessions of users."""

from alcove.apps.study.security_monitor.routes import CSP_REPORT_PATH, build_security_monitor

__all__ = ["CSP_REPORT_PATH", "build_security_monitor"]
