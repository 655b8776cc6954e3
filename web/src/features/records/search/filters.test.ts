import { describe, expect, it } from "vitest";
import {
  countPages,
  listActiveFilters,
  NO_FILTERS,
  readFilters,
  toQuery,
  writeFilters,
} from "@/features/records/search/filters";

const read = (text: string) => readFilters(new URLSearchParams(text));

describe("the search filters", () => {
  it("survive a round trip through the URL", () => {
    const filters = {
      ...NO_FILTERS,
      q: "miles & more",
      genre_style: "Jazz",
      max_price: "19.99",
      min_year: "1959",
      page: 3,
    };
    expect(read(writeFilters(filters).toString())).toEqual(filters);
  });

  it("leave the URL empty by default", () => {
    expect(writeFilters({ ...NO_FILTERS, q: "   " }).toString()).toBe("");
    expect(read("")).toEqual(NO_FILTERS);
  });

  it("ignore invalid values in the URL", () => {
    expect(read("page=-2&sort=dearest")).toEqual(NO_FILTERS);
    expect(read("page=2.5").page).toBe(1);
    expect(read("sort=year_desc").sort).toBe("year_desc");
  });

  it("send only numbers as years", () => {
    expect(toQuery({ ...NO_FILTERS, min_year: "1959", max_year: "soon" })).toMatchObject({
      min_year: 1959,
      max_year: null,
    });
  });

  it("list the filters that are set", () => {
    expect(listActiveFilters({ ...NO_FILTERS, seller: "nina", min_price: "5", sort: "price_asc", page: 4 })).toEqual([
      "seller",
      "min_price",
    ]);
  });

  it("count pages of twenty offers, at least one", () => {
    expect([0, 1, 20, 21, 286].map(countPages)).toEqual([1, 1, 1, 2, 15]);
  });
});
