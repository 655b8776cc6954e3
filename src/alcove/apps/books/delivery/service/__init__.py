"""Delivering finished files into the library's folder."""
