import { describe, expect, it } from "vitest";
import { discKind, labelColour } from "@/features/records/components/disc-style";

describe("a drawn disc", () => {
  it("has one colour for each label, and a shape by its format", () => {
    expect(labelColour("Flint Recordings")).toBe(labelColour("flint recordings"));
    expect([discKind('7", Single'), discKind("2xCD, Album"), discKind("LP, Album")]).toEqual(["single", "cd", "lp"]);
  });
});
