"""Recurring tasks: when one is completed, the next one is made, once."""
