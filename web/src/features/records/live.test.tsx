import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { feature } from "@/features/records/feature";
import { createRecordsLiveSource } from "@/features/records/live";
import { makeScrape } from "@/features/records/testing";
import { createQueryClient } from "@/shared/api/query-client";
import { followEvents } from "@/shared/live";
import { installFakeEventSource } from "@/shared/testing/fake-event-source";
import { fakeServer, reply, sleep } from "@/shared/testing/fake-server";
import { renderPages } from "@/shared/testing/render";

let stop = () => {};
afterEach(() => stop());

function openLive(address: string) {
  const newest = installFakeEventSource();
  const cache = createQueryClient();
  stop = followEvents(createRecordsLiveSource(cache));
  newest().open();
  renderPages(feature.pages, address, { cache });
  return newest;
}

const NOT_SCRAPED = reply(404, { error: "oliver.grooves has never been scraped.", code: "not_found" });

describe("live updates", () => {
  it("follow a scrape without polling its status", async () => {
    const calls = fakeServer({
      "POST /by-seller/search/": () => [],
      "GET /api/scraper/jobs/oliver.grooves/": () => NOT_SCRAPED,
      "POST /data/oliver.grooves/": () => new Promise(() => {}),
    });
    const newest = openLive("/records/sellers?seller=oliver.grooves");
    await userEvent.click(await screen.findByRole("button", { name: "Scrape this seller" }));
    newest().emit("scrape", makeScrape({ seller: "Oliver.Grooves", page: 2, pages: 4 }));
    expect(await screen.findByText("page 2 of 4")).toBeTruthy();
    newest().emit("scrape", makeScrape({ id: 99, seller: "nina-vogel", page: 3, pages: 4 }));
    await sleep(1500);
    expect(screen.getByText("page 2 of 4")).toBeTruthy();
    const countStatusRequests = () => calls.filter(({ url }) => url.pathname.startsWith("/api/scraper/jobs/")).length;
    expect(countStatusRequests()).toBe(1);
    const before = calls.filter(({ url }) => url.pathname.startsWith("/by-seller/")).length;
    newest().emit(
      "scrape",
      makeScrape({ state: "done", page: 4, pages: 4, stop_reason: "end", finished_at: "2026-11-21T09:01:00Z" }),
    );
    expect(await screen.findByText("The whole inventory was read.")).toBeTruthy();
    await waitFor(() =>
      expect(calls.filter(({ url }) => url.pathname.startsWith("/by-seller/")).length).toBeGreaterThan(before),
    );
    expect(countStatusRequests()).toBe(1);
  });

  it("poll while the stream is closed, and stop when it is open again", { timeout: 15_000 }, async () => {
    let page = 1;
    const calls = fakeServer({
      "POST /by-seller/search/": () => [],
      "GET /api/scraper/jobs/oliver.grooves/": () => makeScrape({ page: page++, pages: 90 }),
    });
    const newest = openLive("/records/sellers?seller=oliver.grooves");
    expect(await screen.findByText("page 1 of 90")).toBeTruthy();
    newest().fail();
    expect(await screen.findByText(/page [3-9] of 90/, {}, { timeout: 6000 })).toBeTruthy();
    newest().open();
    await sleep(300);
    const before = calls.length;
    await sleep(1500);
    expect(calls.length).toBe(before);
  });
});
