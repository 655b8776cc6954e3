-- Changed settings live in the table that all apps share.
INSERT INTO alcove.preference (name, value, changed_at)
SELECT name, value, changed_at FROM books_setting
ON CONFLICT (name) DO NOTHING;

DROP TABLE books_setting;
