"""The HTTP request as the REST wire sees it: target, profile, preferences, media types, ranges and payload."""
