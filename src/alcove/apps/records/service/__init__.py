"""What the records app does for its callers, one use case a function."""
