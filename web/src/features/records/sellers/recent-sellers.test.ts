import { describe, expect, it } from "vitest";
import { recentSellers, rememberSeller } from "@/features/records/sellers/recent-sellers";

describe("the recent sellers", () => {
  it("are few, each once, newest first, and whatever else is stored does no harm", () => {
    for (const name of ["a", "b", "c", "d", "e", "f", "g", "h", "i", "a"]) rememberSeller(name);
    expect(recentSellers()).toEqual(["a", "i", "h", "g", "f", "e", "d", "c"]);
    localStorage.setItem("alcove.sellers", "{broken");
    expect(recentSellers()).toEqual([]);
  });
});
