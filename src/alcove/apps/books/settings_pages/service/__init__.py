"""The form of the settings pages, and its actions."""
