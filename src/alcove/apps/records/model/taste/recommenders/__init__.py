"""Ways to learn an owner's taste, one to a module."""
