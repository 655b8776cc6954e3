"""Limits of requests and mails."""
