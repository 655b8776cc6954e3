"""Calendars as iCalendar files: the feed of an account, its export, and the import of files."""
