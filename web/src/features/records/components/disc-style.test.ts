import { describe, expect, it } from "vitest";
import { parseDiscKind, pickLabelColour } from "@/features/records/components/disc-style";

describe("the disc illustration", () => {
  it("has one colour per label, and a shape by format", () => {
    expect(pickLabelColour("Flint Recordings")).toBe(pickLabelColour("flint recordings"));
    expect([parseDiscKind('7", Single'), parseDiscKind("2xCD, Album"), parseDiscKind("LP, Album")]).toEqual([
      "single",
      "cd",
      "lp",
    ]);
  });
});
