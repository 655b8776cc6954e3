import { pageOf, share, stateName, stopReason, tally } from "@/features/records/sellers/scrape-status";
import type { ScrapeStatus } from "@/features/records/types";
import { count, moment } from "@/shared/format";

/** A scrape as it stands. */
export function Progress({ status }: { status: ScrapeStatus }) {
  const part = share(status);
  const reason = stopReason(status);
  return (
    <div className={`progress ${status.state}`}>
      <p className="progress-head">
        <b>{stateName(status)}</b>
        <span>{pageOf(status)}</span>
        <time dateTime={status.updated_at}>{moment(status.finished_at ?? status.updated_at)}</time>
      </p>
      <progress aria-label={`Scrape of ${status.seller}`} max={1} value={part ?? undefined} />
      <dl>
        {tally(status).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{count(value)}</dd>
          </div>
        ))}
      </dl>
      {reason && <p className="aside">{reason}</p>}
      {status.error && (
        <p className="notice trouble" role="alert">
          {status.error}
        </p>
      )}
    </div>
  );
}
