import {
  computeProgress,
  explainKept,
  explainSkipped,
  formatPageProgress,
  formatRetry,
  formatState,
  formatStopReason,
  isRunning,
  listCounts,
} from "@/features/records/sellers/scrape-status";
import styles from "@/features/records/sellers/sellers.module.css";
import type { ScrapeStatus } from "@/features/records/types";
import { ProgressBar } from "@/shared/components/progress-bar";
import { formatCount, formatDateTime } from "@/shared/format";

/** A scrape with its counts, which change while it runs; the reason of a failure is its only alert. */
export function ScrapeProgress({ status }: { status: ScrapeStatus }) {
  const details: [string, string][] = [
    ["Kept", explainKept(status)],
    ["Skipped", explainSkipped(status)],
  ];
  const reason = status.error ? null : formatStopReason(status);
  return (
    <section className={styles.progress} aria-label={`Scrape of ${status.seller}`}>
      <p className={styles.state}>
        <b>{formatState(status)}</b>
        <span>{formatPageProgress(status)}</span>
        <time dateTime={status.updated_at}>{formatDateTime(status.finished_at ?? status.updated_at)}</time>
      </p>
      {isRunning(status) && (
        <ProgressBar
          label={`Scrape of ${status.seller}`}
          done={computeProgress(status) ?? 0}
          total={computeProgress(status) === null ? null : 1}
        />
      )}
      {status.error ? (
        <p className="notice error" role="alert">
          {status.error} {formatRetry(status)}
        </p>
      ) : (
        <>
          <dl className={styles.counts} aria-live="polite">
            {listCounts(status).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{formatCount(value)}</dd>
              </div>
            ))}
          </dl>
          {details.map(([name, text]) => text && <p key={name} className={styles.note}>{`${name}: ${text}.`}</p>)}
        </>
      )}
      {reason && <p className={styles.note}>{reason}</p>}
    </section>
  );
}
