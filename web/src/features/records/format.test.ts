import { describe, expect, it } from "vitest";
import { foreignPrice, shortGrade } from "@/features/records/format";

describe("prices and grades of Discogs", () => {
  it("show the seller's own price where it is not in dollars", () => {
    expect(foreignPrice("1600.00", "SEK")).toBe("1,600.00 SEK");
    expect(foreignPrice("10.00", "USD")).toBeNull();
    expect(foreignPrice(null, null)).toBeNull();
  });

  it("shorten grades to what is written on the sleeve", () => {
    expect(["Very Good Plus (VG+)", "Near Mint (NM or M-)", "odd"].map(shortGrade)).toEqual(["VG+", "NM", "odd"]);
  });
});
