/** Formats the status of a scrape. */
import type { ScrapeStatus } from "@/features/records/types";
import { formatCount, formatDateTime, pluralize } from "@/shared/format";

const STOP_REASONS: Record<string, string> = {
  end: "The whole inventory was read.",
  known: "Stopped at the first offers that were already stored: all newer ones were read.",
  wall: "Stopped at page 100, the last page that Discogs serves. Older offers cannot be read.",
  page_limit: "Stopped at the page limit (SCRAPE_MAX_PAGES).",
  moved: "The inventory changed too much during the scrape, so some offers may be missing. Scrape again.",
  error: "Stopped by an error. The pages read until then are stored.",
  cancelled: "Cancelled. The pages read until then are stored.",
};

const STATES: Record<string, string> = {
  queued: "Queued",
  running: "Reading",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

export const isRunning = (status: ScrapeStatus | null | undefined): boolean =>
  status?.state === "queued" || status?.state === "running";

export const formatState = (status: ScrapeStatus): string => STATES[status.state] ?? status.state;

export const formatStopReason = (status: ScrapeStatus): string | null =>
  status.stop_reason ? (STOP_REASONS[status.stop_reason] ?? status.stop_reason.replaceAll("_", " ")) : null;

/** Return the completed fraction; null while the number of pages is unknown. */
export function computeProgress(status: ScrapeStatus): number | null {
  if (status.state === "done") return 1;
  return status.pages ? Math.min(1, status.page / status.pages) : null;
}

export function formatPageProgress(status: ScrapeStatus): string {
  if (status.pages === null) return status.page === 0 ? "no page read yet" : pluralize(status.page, "page");
  return `page ${status.page} of ${status.pages}`;
}

const SKIP_REASONS: [keyof ScrapeStatus["skipped_because"], string][] = [
  ["condition", "condition"],
  ["format", "format"],
  ["demand", "demand"],
  ["price", "price"],
  ["status", "not for sale"],
];

/** Return the counts to show; the offers seen are the sum of those that are kept, skipped and not readable. */
export function listCounts(status: ScrapeStatus): [string, number][] {
  const counts: [string, number][] = [
    ["offers seen", status.seen],
    ["kept", status.kept],
    ["skipped", status.skipped],
    ["not readable", status.failed],
    ["without a price in dollars yet", status.unpriced],
    ["no longer for sale", status.delisted],
  ];
  return counts.filter(([, value], index) => index < 3 || value > 0);
}

/** Say how many of the kept offers are new; empty if none are. */
export function explainKept(status: ScrapeStatus): string {
  const parts: [number, string][] = [
    [status.new, "new"],
    [status.updated, "updated"],
    [status.unchanged, "unchanged"],
  ];
  return parts.flatMap(([count, text]) => (count > 0 ? [`${formatCount(count)} ${text}`] : [])).join(", ");
}

/** Say why offers were skipped: "3 condition, 2 format"; empty if none were. */
export function explainSkipped(status: ScrapeStatus): string {
  return SKIP_REASONS.flatMap(([reason, text]) => {
    const count = status.skipped_because[reason];
    return count > 0 ? [`${formatCount(count)} ${text}`] : [];
  }).join(", ");
}

/** Say when a failed scrape goes on by itself; null if it does not. */
export const formatRetry = (status: ScrapeStatus): string | null =>
  status.retry_at ? `The scrape goes on by itself at ${formatDateTime(status.retry_at)}.` : null;
