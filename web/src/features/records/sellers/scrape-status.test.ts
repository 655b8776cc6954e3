import { describe, expect, it } from "vitest";
import {
  computeProgress,
  explainKept,
  explainSkipped,
  formatPageProgress,
  formatRetry,
  formatStopReason,
  listCounts,
} from "@/features/records/sellers/scrape-status";
import type { ScrapeStatus } from "@/features/records/types";

const status = (change: Partial<ScrapeStatus>) =>
  ({ state: "running", page: 0, pages: null, stop_reason: null, ...change }) as ScrapeStatus;

describe("the status of a scrape", () => {
  it("shows the progress, even while the number of pages is unknown", () => {
    expect(formatPageProgress(status({ page: 3, pages: 17 }))).toBe("page 3 of 17");
    expect(formatPageProgress(status({}))).toBe("no page read yet");
    expect([
      computeProgress(status({})),
      computeProgress(status({ page: 1, pages: 4 })),
      computeProgress(status({ state: "done" })),
    ]).toEqual([null, 0.25, 1]);
  });

  it("explains every stop reason", () => {
    for (const stop_reason of ["end", "known", "wall", "page_limit", "error", "cancelled"]) {
      expect(formatStopReason(status({ stop_reason }))).toMatch(/\w+ .+\.$/);
    }
    expect(formatStopReason(status({ stop_reason: "a_new_one" }))).toBe("a new one");
  });

  it("shows counts that add up, and those of problems only when there are any", () => {
    const counts = { seen: 11, kept: 4, skipped: 5, unpriced: 0, failed: 2, delisted: 0 };
    expect(listCounts(status(counts))).toEqual([
      ["offers seen", 11],
      ["kept", 4],
      ["skipped", 5],
      ["not readable", 2],
    ]);
  });

  it("says what of the offers is new, and why others were skipped", () => {
    const skipped_because = { status: 0, format: 3, condition: 2, demand: 0, price: 0 };
    const found = status({ new: 1, updated: 0, unchanged: 3, skipped_because });
    expect(explainKept(found)).toBe("1 new, 3 unchanged");
    expect(explainSkipped(found)).toBe("2 condition, 3 format");
  });

  it("says when a failed scrape goes on", () => {
    expect(formatRetry(status({ state: "failed", retry_at: "2026-11-28T14:05:00Z" }))).toMatch(
      /goes on by itself at .+/,
    );
    expect(formatRetry(status({ state: "failed", retry_at: null }))).toBeNull();
  });
});
