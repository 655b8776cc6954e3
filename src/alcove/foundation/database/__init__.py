"""PostgreSQL: found or started, migrated, read and written."""
