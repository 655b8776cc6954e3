import { describe, expect, it } from "vitest";
import { filterOffers } from "@/features/records/sellers/filter-offers";
import { makeOffer } from "@/features/records/testing";

describe("a seller's offers", () => {
  const offers = [
    makeOffer(1, { artist: "The Couriers", year: 1984 }, "372.50"),
    makeOffer(2, { artist: "alder", year: null }, "9.00"),
    makeOffer(3, { artist: "Nomads", styles: ["Afrobeat"], year: 1972 }, "36.50"),
  ];
  const ids = (text: string, order: Parameters<typeof filterOffers>[1]["order"]) =>
    filterOffers(offers, { text, order }).map(({ id }) => id);

  it("are filtered by words in artist, title, label, genres and styles", () => {
    expect([ids("", "score"), ids("AFRO nomads", "score"), ids("couriers afro", "score")]).toEqual([
      [1, 2, 3],
      [3],
      [],
    ]);
  });

  it("are sorted by price, artist and year, unknown years last, without changing the original list", () => {
    expect([ids("", "price_asc"), ids("", "price_desc"), ids("", "artist"), ids("", "year")]).toEqual([
      [2, 3, 1],
      [1, 3, 2],
      [2, 3, 1],
      [3, 1, 2],
    ]);
    expect(offers.map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});
