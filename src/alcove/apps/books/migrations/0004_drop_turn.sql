-- Rate limits of catalogues are in the server's own tables; nothing reads this one any more.

DROP TABLE books_turn;
