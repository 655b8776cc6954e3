import { describe, expect, it } from "vitest";
import { begin, isComplete, selection, stepOf, take } from "@/features/records/judge/batch-verdicts";

describe("judging a batch", () => {
  it("goes offer by offer and sends those judged, with the keepers among them", () => {
    const judged = take(take(begin([7, 8, 9]), "keep"), "skip");
    expect(selection(judged)).toEqual({ listing_ids: [7, 8], keeper_ids: [7] });
    expect(isComplete(judged)).toBe(false);
  });

  it("takes the last verdict back", () => {
    const judged = take(take(take(begin([7, 8]), "keep"), "undo"), "skip");
    expect(selection(judged)).toEqual({ listing_ids: [7], keeper_ids: [] });
    expect(take(begin([7]), "undo")).toEqual(begin([7]));
  });

  it("gives no verdict on what is not there", () => {
    const full = take(begin([7]), "keep");
    expect(isComplete(full)).toBe(true);
    expect(take(full, "skip")).toBe(full);
  });

  it("knows its keys, in capitals too, but not while they are held or used with another", () => {
    expect(["k", "K", "ArrowRight"].map((key) => stepOf({ key }))).toEqual(["keep", "keep", "keep"]);
    expect(["s", "ArrowLeft"].map((key) => stepOf({ key }))).toEqual(["skip", "skip"]);
    expect(["u", "Backspace"].map((key) => stepOf({ key }))).toEqual(["undo", "undo"]);
    expect(stepOf({ key: "x" })).toBeNull();
    expect(stepOf({ key: "k", ctrlKey: true })).toBeNull();
    expect(stepOf({ key: "k", repeat: true })).toBeNull();
  });
});
