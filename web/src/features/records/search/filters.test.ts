import { describe, expect, it } from "vitest";
import {
  countFilters,
  exportUrl,
  findFieldErrors,
  hasFilters,
  parseSearch,
  toQuery,
} from "@/features/records/search/filters";
import { decodeSearch } from "@/shared/routing/search";

const parse = (query: string) => parseSearch(decodeSearch(query));

describe("the filters in the address", () => {
  it("are read as they are, without what is empty or unknown", () => {
    expect(parse("?genre=Jazz&genre=Rock&q=blue&unjudged=true&sort=wants&table=1&max_price=&other=1")).toEqual({
      genre: ["Jazz", "Rock"],
      q: "blue",
      unjudged: true,
      sort: "wants",
      table: true,
    });
    expect(parse("?sort=match&sort=sideways&genre_style=Jazz")).toEqual({ q: "Jazz" });
  });

  it("keep the plus sign of a grade, however it is written in the address", () => {
    expect(parse("?condition=VG+").condition).toBe("VG+");
    expect(parse("?condition=VG%2B").condition).toBe("VG+");
  });

  it("make the address of the CSV, without how the results are shown", () => {
    const search = parse("?condition=VG%2B&genre=Jazz&copies=1&table=1");
    expect(exportUrl(search)).toBe("/api/records/export.csv?condition=VG%2B&genre=Jazz");
    expect(toQuery(search)).toEqual({ condition: "VG+", genre: ["Jazz"] });
  });

  it("are counted without order, currency and text", () => {
    expect([hasFilters(parse("?sort=wants&currency=EUR")), hasFilters(parse("?q=x"))]).toEqual([false, true]);
    expect(countFilters(parse("?q=x&genre=a&genre=b&unjudged=1&table=1"))).toBe(2);
  });

  it("have a message for each field that cannot be used", () => {
    expect(findFieldErrors({ min_price: "20", max_price: "10,50" })).toEqual({
      min_price: "The minimum is above the maximum.",
      max_price: "The maximum is below the minimum.",
    });
    expect(Object.keys(findFieldErrors({ min_price: "x", max_price: "1", min_wants: "-1" }))).toEqual([
      "min_price",
      "min_wants",
    ]);
    expect(findFieldErrors({ min_price: "9", max_price: "10" })).toEqual({});
  });
});
