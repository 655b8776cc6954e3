/** Describes the status of a scrape for a reader. */
import type { ScrapeStatus } from "@/features/records/types";
import { pluralize } from "@/shared/format";

const REASONS: Record<string, string> = {
  end: "Read to the end of the inventory.",
  known: "Stopped where the known offers begin: everything newer has been read.",
  wall: "Discogs shows no page past the hundredth; older offers stay out of reach.",
  page_limit: "Stopped at the page limit that SCRAPE_MAX_PAGES sets.",
  moved: "Too much moved on the shelves while they were read; some offers may have been missed.",
  error: "Stopped by an error; what had been read is stored.",
  cancelled: "Cancelled; what had been read is stored.",
};

const STATES: Record<string, string> = {
  queued: "Waiting for a worker",
  running: "Reading",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

export const isRunning = (status: ScrapeStatus | null | undefined): boolean =>
  status?.state === "queued" || status?.state === "running";

export const describeState = (status: ScrapeStatus): string => STATES[status.state] ?? status.state;

export const describeStopReason = (status: ScrapeStatus): string | null =>
  status.stop_reason ? (REASONS[status.stop_reason] ?? status.stop_reason.replaceAll("_", " ")) : null;

/** Return the finished fraction; null while the number of pages is unknown. */
export function progressOf(status: ScrapeStatus): number | null {
  if (status.state === "done") return 1;
  return status.pages ? Math.min(1, status.page / status.pages) : null;
}

export function describePage(status: ScrapeStatus): string {
  if (status.pages === null) return status.page === 0 ? "no page read yet" : pluralize(status.page, "page");
  return `page ${status.page} of ${status.pages}`;
}

/** Return the counts worth showing, the most important first. */
export function listCounts(status: ScrapeStatus): [string, number][] {
  const counts: [string, number][] = [
    ["offers seen", status.seen],
    ["new", status.new],
    ["updated", status.updated],
    ["worth storing", status.kept],
    ["left out by the rules", status.skipped],
    ["without a dollar price", status.unpriced],
    ["not readable", status.failed],
    ["no longer for sale", status.delisted],
  ];
  return counts.filter(([, value], index) => index < 5 || value > 0);
}
