import { describe, expect, it } from "vitest";
import { kindOf, labelColour } from "@/features/records/components/disc-style";
import { narrow } from "@/features/records/sellers/filter-offers";
import { recentSellers, remember } from "@/features/records/sellers/recent-sellers";
import { pageOf, share, stopReason, tally } from "@/features/records/sellers/scrape-status";
import { troubleOf } from "@/features/records/sellers/use-scrape";
import { anOffer } from "@/features/records/testing";
import type { ScrapeStatus } from "@/features/records/types";
import { ApiError } from "@/shared/api/client";
import { day, figure, foreignPrice, grade, moment, money, plural } from "@/shared/format";

const status = (change: Partial<ScrapeStatus>) =>
  ({ state: "running", page: 0, pages: null, stop_reason: null, ...change }) as ScrapeStatus;

describe("words and figures", () => {
  it("show money as a price tag does", () => {
    expect(money("1372.50")).toBe("$1,372.50");
    expect(foreignPrice("1600.00", "SEK")).toBe("1,600.00 SEK");
    expect(foreignPrice("10.00", "USD")).toBeNull();
    expect(foreignPrice(null, null)).toBeNull();
  });

  it("shorten grades to what is written on the sleeve", () => {
    expect(["Very Good Plus (VG+)", "Near Mint (NM or M-)", "odd"].map(grade)).toEqual(["VG+", "NM", "odd"]);
  });

  it("survive what is missing or malformed", () => {
    expect([figure(null), figure(undefined), figure(0)]).toEqual(["n/a", "n/a", "0.000"]);
    expect([moment("never"), day("never")]).toEqual(["never", "never"]);
    expect([plural(1, "offer"), plural(1200, "offer")]).toEqual(["1 offer", "1,200 offers"]);
  });

  it("draw a label always in the same colour, and a disc by its format", () => {
    expect(labelColour("Flint Recordings")).toBe(labelColour("flint recordings"));
    expect([kindOf('7", Single'), kindOf("2xCD, Album"), kindOf("LP, Album")]).toEqual(["single", "cd", "lp"]);
  });
});

describe("a scrape in words", () => {
  it("says how far it is, also before Discogs has said how far it goes", () => {
    expect(pageOf(status({ page: 3, pages: 17 }))).toBe("page 3 of 17");
    expect(pageOf(status({}))).toBe("no page read yet");
    expect([share(status({})), share(status({ page: 1, pages: 4 })), share(status({ state: "done" }))]).toEqual([
      null,
      0.25,
      1,
    ]);
  });

  it("explains every reason to stop", () => {
    for (const stop_reason of ["end", "known", "wall", "page_limit", "error", "cancelled"]) {
      expect(stopReason(status({ stop_reason }))).toMatch(/\w+ .+\.$/);
    }
    expect(stopReason(status({ stop_reason: "a_new_one" }))).toBe("a new one");
  });

  it("counts problems only when there are any", () => {
    const counts = { seen: 9, new: 4, updated: 0, kept: 4, skipped: 5, unpriced: 0, failed: 2, delisted: 0 };
    expect(tally(status(counts)).map(([name]) => name)).toEqual([
      "offers seen",
      "new",
      "updated",
      "worth storing",
      "left out by the rules",
      "not readable",
    ]);
  });

  it("does not tell the same error twice, and takes a scrape under way for no error", () => {
    const failed = new ApiError("Discogs does not answer.", { status: 502, code: "upstream_failed" });
    expect(troubleOf(failed, null)).toBe(failed);
    expect(troubleOf(failed, "Discogs does not answer.")).toBeNull();
    expect(troubleOf(new ApiError("running", { status: 409, code: "scrape_running" }), null)).toBeNull();
  });
});

describe("a seller's offers", () => {
  const offers = [
    anOffer(1, { artist: "The Couriers", year: 1984 }, "372.50"),
    anOffer(2, { artist: "alder", year: null }, "9.00"),
    anOffer(3, { artist: "Nomads", styles: ["Afrobeat"], year: 1972 }, "36.50"),
  ];
  const ids = (text: string, order: Parameters<typeof narrow>[1]["order"]) =>
    narrow(offers, { text, order }).map(({ id }) => id);

  it("narrow by every word, anywhere in the names and genres", () => {
    expect([ids("", "score"), ids("AFRO nomads", "score"), ids("couriers afro", "score")]).toEqual([
      [1, 2, 3],
      [3],
      [],
    ]);
  });

  it("order by price, name and year, unknown years last, without disturbing the list they came in", () => {
    expect([ids("", "cheap"), ids("", "dear"), ids("", "artist"), ids("", "year")]).toEqual([
      [2, 3, 1],
      [1, 3, 2],
      [2, 3, 1],
      [3, 1, 2],
    ]);
    expect(offers.map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});

describe("the sellers looked at last", () => {
  it("are few, each once, newest first, and whatever else is stored does no harm", () => {
    for (const name of ["a", "b", "c", "d", "e", "f", "g", "h", "i", "a"]) remember(name);
    expect(recentSellers()).toEqual(["a", "i", "h", "g", "f", "e", "d", "c"]);
    localStorage.setItem("alcove.sellers", "{broken");
    expect(recentSellers()).toEqual([]);
  });
});
