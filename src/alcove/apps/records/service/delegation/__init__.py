"""The app's work when another process is asked to do a part of it, and what is done when that one does not."""
