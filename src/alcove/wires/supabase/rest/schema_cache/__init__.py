"""What the database offers: tables, columns, relationships and functions, loaded once and reloaded on notice."""
