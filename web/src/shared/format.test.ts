import { describe, expect, it } from "vitest";
import { formatDateTime, formatDay, formatMoney, pluralize } from "@/shared/format";

describe("numbers, money and times", () => {
  it("show money as a price tag does", () => {
    expect(formatMoney("1372.50")).toBe("$1,372.50");
  });

  it("survive what is missing or malformed", () => {
    expect([formatDateTime("never"), formatDay("never")]).toEqual(["never", "never"]);
    expect([pluralize(1, "offer"), pluralize(1200, "offer")]).toEqual(["1 offer", "1,200 offers"]);
  });
});
