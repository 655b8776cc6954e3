"""The rooms every app stands on, one concern each."""
