import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { SellerDetails } from "@/features/records/sellers/queries";
import { makeOffer, makeScrape, openPage } from "@/features/records/testing";
import { fakeServer, reply } from "@/shared/testing/fake-server";

const SYNC = { state: "done", wants: 3, page: 1, pages: 1, finished_at: "2026-11-21T09:01:00Z" };
const seller = (change: object = {}) => ({
  rank: 1,
  name: "nina-vogel",
  currency: "EUR",
  offers: 12,
  kept: 2,
  unjudged: 10,
  wanted: 1,
  last_scrape: makeScrape({ state: "done", finished_at: "2026-11-21T09:01:00Z" }),
  last_full_at: null,
  schedule: null,
  ...change,
});
const details = (change: Partial<SellerDetails> = {}) => ({
  seller: seller(),
  full_scrape_days: 7,
  scrapes: [],
  wanted_offers: [],
  ...change,
});
const list = (...sellers: object[]) => ({ total: sellers.length, wants: 3, full_scrape_days: 7, sellers });
const shared = { "GET /api/records/wantlist/sync/": () => SYNC, "GET /api/records/sellers/": () => list(seller()) };

describe("the sellers page", () => {
  it("ranks sellers by the wantlist, and says when it was read", async () => {
    fakeServer(shared);
    openPage("/records/sellers");
    const table = within(await screen.findByRole("table", { name: "Sellers" }));
    expect(table.getByRole("link", { name: "nina-vogel" }).getAttribute("href")).toBe("/records/sellers/nina-vogel");
    expect(await screen.findByText(/Your wantlist: 3 releases, read/)).toBeTruthy();
  });

  it("shows one message for an unknown seller", async () => {
    const error = "Discogs knows no seller called nobody.";
    fakeServer({
      ...shared,
      "POST /api/records/sellers/nobody/scrape/": () => ({ message: "requested", run: null }),
      "GET /api/scraper/jobs/nobody/": () => makeScrape({ seller: "nobody", state: "failed", error }),
    });
    openPage("/records/sellers?seller=nobody");
    await userEvent.click(await screen.findByRole("button", { name: "Scrape" }));
    expect((await screen.findByRole("alert")).textContent).toContain(error);
    expect(screen.getAllByRole("alert")).toHaveLength(1);
  });
});

describe("the page of a seller", () => {
  it("shows what was kept and skipped and why, and offers of wanted releases", async () => {
    const skipped_because = { status: 0, format: 3, condition: 2, demand: 0, price: 0 };
    const scrape = makeScrape({ state: "done", seen: 9, kept: 4, new: 4, skipped: 5, skipped_because });
    fakeServer({
      "GET /api/records/sellers/nina-vogel/": () => details({ scrapes: [scrape], wanted_offers: [makeOffer(7)] }),
    });
    openPage("/records/sellers/nina-vogel");
    expect(await screen.findByText("Skipped: 2 condition, 3 format.")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Artist 7 – Title 7" }).getAttribute("href")).toBe("/records/offer/7");
  });

  it("scrapes, and cancels a scrape that runs", async () => {
    let scrapes = [makeScrape({ state: "done" })];
    const calls = fakeServer({
      "GET /api/records/sellers/nina-vogel/": () => details({ scrapes }),
      "POST /api/records/sellers/nina-vogel/scrape/": () => {
        scrapes = [makeScrape({ id: 2, page: 1, pages: 3 })];
        return { message: "requested", run: scrapes[0] };
      },
      "DELETE /api/scraper/jobs/nina-vogel/": () => {
        scrapes = [makeScrape({ id: 2, state: "cancelled", stop_reason: "cancelled" })];
        return { message: "cancelled" };
      },
    });
    openPage("/records/sellers/nina-vogel");
    await userEvent.click(await screen.findByRole("button", { name: "Scrape" }));
    await userEvent.click(await screen.findByRole("button", { name: "Cancel" }));
    expect((await screen.findAllByText("Cancelled. The pages read until then are stored.")).length).toBeGreaterThan(0);
    expect(calls.find(({ method }) => method === "POST")?.body).toEqual({ mode: "new" });
  });

  it("says that nothing of a seller is stored, and links to the form", async () => {
    fakeServer({
      "GET /api/records/sellers/nobody/": () => reply(404, { error: "There is no seller.", code: "not_found" }),
    });
    openPage("/records/sellers/nobody");
    const link = await screen.findByRole("link", { name: "Scrape this seller" });
    expect(link.getAttribute("href")).toBe("/records/sellers?seller=nobody");
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });
});
