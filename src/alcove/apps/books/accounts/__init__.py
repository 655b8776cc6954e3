"""The sign-in endpoints of the newer page."""
