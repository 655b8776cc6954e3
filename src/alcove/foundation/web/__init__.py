"""Typed endpoints on Starlette."""
