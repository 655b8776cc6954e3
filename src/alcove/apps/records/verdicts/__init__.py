"""Verdicts that a page saves one by one: made, changed, undone, listed; and the next offers to judge."""
