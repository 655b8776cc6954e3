"""The API of administrators: users, invitations, links, factors and the audit log."""
