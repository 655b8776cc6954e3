"""Finished files on their way into a library's folder: named, handed to the hook, published once."""
