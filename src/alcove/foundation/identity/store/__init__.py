"""All SQL of the accounts, by table; and the one look into the database of Calibre-Web."""
