import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import type { BookDetails } from "@/features/books/api";
import { BookCover } from "@/features/books/components/book-cover";
import { BookRow, LibraryBadge } from "@/features/books/components/book-row";
import rowStyles from "@/features/books/components/book-row.module.css";
import { BookStateText } from "@/features/books/components/book-state";
import { QueueButton } from "@/features/books/components/queue-button";
import { formatLanguages, formatSize } from "@/features/books/format";
import { itemAddress } from "@/features/books/item/address";
import styles from "@/features/books/item/item.module.css";
import { editionsQuery, itemQuery } from "@/features/books/queries";
import { useBookStates, useDownloads } from "@/features/books/use-downloads";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";

export function ItemPage() {
  const { id } = itemAddress.useParams();
  const item = useQuery(itemQuery(id));
  if (item.isPending || !item.data) {
    return (
      <div className="page">
        <PageHeader title="Book" />
        <ErrorAlert error={item.error} onRetry={() => void item.refetch()} />
        {item.isPending && <Skeleton rows={3} label="Loading the book" />}
        {item.error && <Link to="/books">Search for books</Link>}
      </div>
    );
  }
  return <Item key={id} book={item.data} />;
}

function Item({ book }: { book: BookDetails }) {
  const titleId = useId();
  const state = useBookStates()(book);
  const { downloads } = useDownloads();
  const file = downloads.find(({ id }) => id === book.id)?.file;
  return (
    <div className="page">
      <PageHeader
        title={book.title}
        description={[book.subtitle, book.author || "Author unknown"].filter(Boolean).join(" · ")}
      />
      <div className={styles.item}>
        <BookCover title={book.title} author={book.author} url={book.cover} isLarge />
        <div className={styles.body}>
          <span id={titleId} hidden>
            {book.title}
          </span>
          <div className={styles.action}>
            <QueueButton id={book.id} state={state} titleId={titleId} isPrimary />
            {state && <BookStateText state={state} />}
            {file && (
              <a className="button" href={file} download>
                Download
              </a>
            )}
            {book.library && <LibraryBadge url={book.library.url} />}
          </div>
          <Facts book={book} />
          {book.description && <p className={styles.description}>{book.description}</p>}
          {book.source_url && (
            <p>
              <a className={styles.link} href={book.source_url} rel="noreferrer">
                This book at {book.source_name}
              </a>
            </p>
          )}
        </div>
      </div>
      <Editions id={book.id} />
    </div>
  );
}

const MAX_OTHER_FACTS = 10;

function Facts({ book }: { book: BookDetails }) {
  const facts: [string, string][] = [
    ["Format", book.format.toUpperCase()],
    ["Size", book.size === null ? "" : formatSize(book.size)],
    ["Language", formatLanguages(book.language)],
    ["Year", book.year?.toString() ?? ""],
    ["Publisher", book.publisher],
    ["Series", book.series_position === null ? book.series : `${book.series}, ${book.series_position}`],
    ["Subjects", book.subjects.slice(0, 12).join(", ")],
    ["ISBN", book.isbns.slice(0, 5).join(", ")],
    ["Source", book.source_name],
  ];
  const known = new Set([...facts.map(([name]) => name), "ISBN-13"]);
  const others = Object.entries(book.info).filter(([name]) => !known.has(name));
  for (const [name, values] of others.slice(0, MAX_OTHER_FACTS)) facts.push([name, values.join(", ")]);
  return (
    <dl className={styles.facts}>
      {facts
        .filter(([, value]) => value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Editions({ id }: { id: string }) {
  const editions = useQuery(editionsQuery(id));
  const stateOf = useBookStates();
  const failed = (editions.data?.sources ?? []).filter(({ state }) => state === "failed");
  return (
    <section aria-labelledby="editions" className={styles.editions}>
      <h2 id="editions">Other editions</h2>
      <ErrorAlert error={editions.error} onRetry={() => void editions.refetch()} />
      {editions.isPending && <Skeleton rows={2} label="Looking for other editions" />}
      {failed.length > 0 && (
        <p className={styles.muted}>
          Not asked: {failed.map(({ display_name, reason }) => `${display_name} (${reason})`).join(", ")}.
        </p>
      )}
      {editions.data && editions.data.editions.length > 0 && (
        <ul aria-label="Other editions" className={rowStyles.list}>
          {editions.data.editions.map((book) => (
            <BookRow key={book.id} book={book} state={stateOf(book)} />
          ))}
        </ul>
      )}
      {editions.data?.editions.length === 0 && <p className={styles.muted}>No other edition was found.</p>}
    </section>
  );
}
