"""The OPDS catalogue of delivered files, for e-readers."""
