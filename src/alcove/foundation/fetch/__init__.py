"""The one door to outbound HTTP."""
