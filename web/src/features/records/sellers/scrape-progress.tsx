import {
  computeProgress,
  explainCounts,
  formatPageProgress,
  formatRetry,
  formatState,
  formatStopReason,
  listCounts,
} from "@/features/records/sellers/scrape-status";
import type { ScrapeStatus } from "@/features/records/types";
import { formatCount, formatDateTime } from "@/shared/format";

/** The state of one scrape. */
export function ScrapeProgress({ status }: { status: ScrapeStatus }) {
  const fraction = computeProgress(status);
  const reason = formatStopReason(status);
  const explanation = explainCounts(status);
  const retry = formatRetry(status);
  return (
    <div className={`progress ${status.state}`}>
      <p className="progress-header">
        <b>{formatState(status)}</b>
        <span>{formatPageProgress(status)}</span>
        <time dateTime={status.updated_at}>{formatDateTime(status.finished_at ?? status.updated_at)}</time>
      </p>
      <progress aria-label={`Scrape of ${status.seller}`} max={1} value={fraction ?? undefined} />
      <dl>
        {listCounts(status).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatCount(value)}</dd>
          </div>
        ))}
      </dl>
      {explanation && <p className="aside">{explanation}</p>}
      {reason && <p className="aside">{reason}</p>}
      {status.error && (
        <p className="notice error" role="alert">
          {status.error} {retry}
        </p>
      )}
    </div>
  );
}
