import { describe, expect, it } from "vitest";
import { loadRecentSellers, saveRecentSeller } from "@/features/records/sellers/recent-sellers";

describe("the recent sellers", () => {
  it("are limited, unique and newest first, and invalid stored data is ignored", () => {
    for (const name of ["a", "b", "c", "d", "e", "f", "g", "h", "i", "a"]) saveRecentSeller(name);
    expect(loadRecentSellers()).toEqual(["a", "i", "h", "g", "f", "e", "d", "c"]);
    localStorage.setItem("alcove.sellers", "{broken");
    expect(loadRecentSellers()).toEqual([]);
  });
});
