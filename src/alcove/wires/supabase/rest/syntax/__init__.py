"""The language of the query string: its grammar, its parser and its syntax tree."""
