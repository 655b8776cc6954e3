import { explainKept, explainSkipped, formatState, formatStopReason } from "@/features/records/sellers/scrape-status";
import styles from "@/features/records/sellers/sellers.module.css";
import type { ScrapeStatus } from "@/features/records/types";
import { formatCount, formatDateTime } from "@/shared/format";

/** The scrapes of a seller, the newest first: what was kept, and what was skipped and why. */
export function ScrapeHistory({ scrapes }: { scrapes: readonly ScrapeStatus[] }) {
  if (scrapes.length === 0) return <p className={styles.note}>This seller has not been scraped yet.</p>;
  return (
    <ol className={styles.history} aria-label="Scrapes, the newest first">
      {scrapes.map((scrape) => (
        <li key={scrape.id}>
          <p className={styles.state}>
            <b>{formatState(scrape)}</b>
            <span>{scrape.mode === "full" ? "all offers" : "new offers"}</span>
            <time dateTime={scrape.requested_at}>{formatDateTime(scrape.started_at ?? scrape.requested_at)}</time>
          </p>
          <dl className={styles.facts}>
            <Fact name="Seen" value={formatCount(scrape.seen)} />
            <Fact name="Kept" value={formatCount(scrape.kept)} detail={explainKept(scrape)} />
            <Fact name="Skipped" value={formatCount(scrape.skipped)} detail={explainSkipped(scrape)} />
            {scrape.delisted > 0 && <Fact name="Sold" value={formatCount(scrape.delisted)} />}
          </dl>
          <p className={styles.note}>{scrape.error ?? formatStopReason(scrape)}</p>
        </li>
      ))}
    </ol>
  );
}

function Fact({ name, value, detail = "" }: { name: string; value: string; detail?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {detail && <span className={styles.note}> ({detail})</span>}
      </dd>
    </div>
  );
}
