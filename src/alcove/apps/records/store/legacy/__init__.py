"""Reads another database's tables, of any older generation, and merges them into this one."""
