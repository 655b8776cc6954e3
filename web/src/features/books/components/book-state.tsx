import type { BookState, Download } from "@/features/books/api";
import styles from "@/features/books/components/book-state.module.css";
import { formatTime } from "@/shared/format";

/** The words for the states of a download. */
const STATE_WORDS = {
  queued: "Queued",
  resolving: "Preparing",
  downloading: "Downloading",
  complete: "Delivered",
  error: "Failed",
  cancelled: "Cancelled",
} as const;

/** The state of a book in the queue, in words. */
export function BookStateText({ state, hasReason = true }: { state: BookState | Download; hasReason?: boolean }) {
  const isWaiting = "retry_at" in state && (state.waits_for_folder || state.retry_at !== null);
  const isProblem = state.state === "error" || (state.state === "queued" && isWaiting);
  const progress = state.state === "downloading" && state.progress > 0 ? ` ${Math.floor(state.progress)} %` : "";
  return (
    <span className={styles.state}>
      <span className={`${styles.word} ${isProblem ? styles.error : (styles[state.state] ?? "")}`}>
        {STATE_WORDS[state.state]}
        {progress}
      </span>
      {hasReason && isProblem && state.message && <span className={styles.reason}>{state.message}</span>}
      {hasReason && isProblem && "retry_at" in state && state.retry_at && (
        <span className={styles.reason}>It is tried again at {formatTime(new Date(state.retry_at))}.</span>
      )}
    </span>
  );
}
