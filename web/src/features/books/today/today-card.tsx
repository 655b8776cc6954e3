import { BookStateText } from "@/features/books/components/book-state";
import styles from "@/features/books/today/today.module.css";
import { useDownloads } from "@/features/books/use-downloads";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";

const SHOWN = 4;

/** The books that arrive, and the next step. */
export function TodayCard() {
  const { query, downloads } = useDownloads();
  return (
    <section aria-labelledby="today-books" className={styles.card}>
      <h2 id="today-books">Books arriving</h2>
      <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isPending && <Skeleton rows={1} label="Loading the queue" />}
      {query.data && downloads.length === 0 && <p className={styles.muted}>No book is queued.</p>}
      <ul className={styles.list}>
        {downloads.slice(0, SHOWN).map((download) => (
          <li key={download.id}>
            <Link className={styles.title} to="/books/item/$id" params={{ id: download.id }}>
              {download.title}
            </Link>
            <BookStateText state={download} hasReason={false} />
          </li>
        ))}
      </ul>
      <p>
        <Link className={styles.next} to={downloads.length > 0 ? "/books/queue" : "/books"}>
          {downloads.length > 0 ? "Open the queue" : "Search for books"}
        </Link>
      </p>
    </section>
  );
}
