"""Values and rules of the books app, free of any input or output."""
