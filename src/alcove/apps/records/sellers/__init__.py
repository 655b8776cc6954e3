"""Sellers with their scrapes, their schedules, and their offers of wanted releases."""
