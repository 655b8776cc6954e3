import { describe, expect, it } from "vitest";
import { formatForeignPrice, formatGrade } from "@/features/records/format";

describe("prices and conditions of Discogs", () => {
  it("show the seller's own price if it is not in dollars", () => {
    expect(formatForeignPrice("1600.00", "SEK")).toBe("1,600.00 SEK");
    expect(formatForeignPrice("10.00", "USD")).toBeNull();
    expect(formatForeignPrice(null, null)).toBeNull();
  });

  it("shorten grades to their abbreviation", () => {
    expect(["Very Good Plus (VG+)", "Near Mint (NM or M-)", "odd"].map(formatGrade)).toEqual(["VG+", "NM", "odd"]);
  });
});
