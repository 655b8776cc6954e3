import { useId } from "react";
import type { BookState, Download, FoundBook } from "@/features/books/api";
import { BookCover } from "@/features/books/components/book-cover";
import styles from "@/features/books/components/book-row.module.css";
import { BookStateText } from "@/features/books/components/book-state";
import { QueueButton } from "@/features/books/components/queue-button";
import { formatLanguages, formatSize } from "@/features/books/format";
import { Link } from "@/shared/components/link";

type BookRowProps = { book: FoundBook; state: BookState | Download | null };

/** One file that was found, with its state in the queue and the button that queues it. */
export function BookRow({ book, state }: BookRowProps) {
  const titleId = useId();
  const facts = [
    book.year?.toString() ?? "",
    formatLanguages(book.language),
    book.format.toUpperCase(),
    book.size === null ? "" : formatSize(book.size),
    book.source_name,
  ].filter((fact) => fact !== "");
  return (
    <li className={styles.row}>
      <BookCover title={book.title} author={book.author} url={book.cover} />
      <div className={styles.text}>
        <Link id={titleId} className={styles.title} to="/books/item/$id" params={{ id: book.id }}>
          {book.title}
        </Link>
        <p>{book.author || "Author unknown"}</p>
        <p className={styles.facts}>{facts.join(" · ")}</p>
        {book.library && <LibraryBadge url={book.library.url} />}
      </div>
      <div className={styles.action}>
        {state && <BookStateText state={state} />}
        <QueueButton id={book.id} state={state} titleId={titleId} />
      </div>
    </li>
  );
}

/** Says that the Calibre library has the book, with a link where the library has an address. */
export function LibraryBadge({ url }: { url: string | null }) {
  if (!url) return <span className={styles.library}>In your library</span>;
  return (
    <a className={styles.library} href={url}>
      In your library
    </a>
  );
}
