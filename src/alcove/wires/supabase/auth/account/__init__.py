"""Sign-up, and what users do with their own accounts: data, addresses, passwords, links and codes."""
