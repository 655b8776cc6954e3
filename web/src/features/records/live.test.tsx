import { screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { feature } from "@/features/records/feature";
import { createRecordsLiveSource } from "@/features/records/live";
import { makeScrape } from "@/features/records/testing";
import { createQueryClient } from "@/shared/api/query-client";
import { followEvents } from "@/shared/live";
import { installFakeEventSource } from "@/shared/testing/fake-event-source";
import { fakeServer, sleep } from "@/shared/testing/fake-server";
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

const PATH = "/api/records/sellers/oliver.grooves";
const seller = { name: "oliver.grooves", offers: 0, kept: 0, wanted: 0, schedule: null };

function serveScrape(read: () => object) {
  return fakeServer({
    [`GET ${PATH}/`]: () => ({ seller, full_scrape_days: 0, wanted_offers: [], scrapes: [read()] }),
  });
}

describe("live updates", () => {
  it("follow a scrape by events, without polling", async () => {
    let page = 1;
    const calls = serveScrape(() => makeScrape({ page, pages: 4 }));
    const newest = openLive("/records/sellers/oliver.grooves");
    expect(await screen.findByText("page 1 of 4")).toBeTruthy();
    await sleep(2500);
    expect(calls).toHaveLength(1);
    page = 2;
    newest().emit("records.scrape", makeScrape({ page, pages: 4 }));
    expect(await screen.findByText("page 2 of 4")).toBeTruthy();
  });

  it("poll while the stream is closed", { timeout: 15_000 }, async () => {
    let page = 1;
    serveScrape(() => makeScrape({ page: page++, pages: 90 }));
    const newest = openLive("/records/sellers/oliver.grooves");
    expect(await screen.findByText("page 1 of 90")).toBeTruthy();
    newest().fail();
    expect(await screen.findByText(/page [3-9] of 90/, {}, { timeout: 9000 })).toBeTruthy();
  });
});
