import type { SearchedSource, SearchPage } from "@/features/books/api";
import styles from "@/features/books/search/search.module.css";
import { Button } from "@/shared/components/button";
import { formatTime, pluralize } from "@/shared/format";

type SourceSummaryProps = { page: SearchPage; isFetching: boolean; onRetry: () => void };

/** Says how many books there are, and what each source has answered. */
export function SourceSummary({ page, isFetching, onRetry }: SourceSummaryProps) {
  const failed = page.sources.filter(({ state }) => state === "failed");
  const searching = page.sources.filter(({ state }) => state === "searching");
  const leftOut = page.sources.filter(({ left_out }) => left_out);
  return (
    <div className={styles.summary}>
      <p role="status">
        <b>{pluralize(page.total, "book")}</b>
        {searching.length > 0 && ` so far, searching ${names(searching)}`}
      </p>
      <ul aria-label="Sources" className={styles.sources}>
        {page.sources.map((source) => (
          <li key={source.name} data-state={source.state}>
            {source.display_name} <span>{describeSource(source)}</span>
          </li>
        ))}
      </ul>
      {failed.length > 0 && (
        <div className="notice error" role="alert">
          <p>
            {failed.map(describeFailure).join(" ")} {failed.length < page.sources.length && "The others are shown."}
          </p>
          <Button isPending={isFetching} onPress={onRetry}>
            Try again
          </Button>
        </div>
      )}
      {page.library_problem && (
        <p className={styles.hint}>{page.library_problem} No book is marked as being in your library.</p>
      )}
      {leftOut.map(({ name, display_name, left_out }) => (
        <p key={name} className={styles.hint}>
          {display_name} left something out: {left_out}
        </p>
      ))}
    </div>
  );
}

const names = (sources: readonly SearchedSource[]) => sources.map(({ display_name }) => display_name).join(", ");

function describeSource({ state, found }: SearchedSource): string {
  if (state === "searching") return "searching";
  return state === "failed" ? "failed" : String(found);
}

function describeFailure({ display_name, reason, retry_at }: SearchedSource): string {
  const when = retry_at ? ` It is asked again at ${formatTime(new Date(retry_at))}.` : "";
  return `${display_name} failed: ${reason}.${when}`;
}
