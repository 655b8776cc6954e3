import { describe, expect, it } from "vitest";
import {
  actionForKey,
  applyAction,
  isComplete,
  startBatch,
  toSelection,
} from "@/features/records/judge/batch-verdicts";

describe("the verdicts of a batch", () => {
  it("are sent for the judged offers, with the keepers among them", () => {
    const judged = applyAction(applyAction(startBatch([7, 8, 9]), "keep"), "skip");
    expect(toSelection(judged)).toEqual({ listing_ids: [7, 8], keeper_ids: [7] });
    expect(isComplete(judged)).toBe(false);
  });

  it("can be undone, the last one first", () => {
    const judged = applyAction(applyAction(applyAction(startBatch([7, 8]), "keep"), "undo"), "skip");
    expect(toSelection(judged)).toEqual({ listing_ids: [7], keeper_ids: [] });
    expect(applyAction(startBatch([7]), "undo")).toEqual(startBatch([7]));
  });

  it("are complete after the last offer", () => {
    const full = applyAction(startBatch([7]), "keep");
    expect(isComplete(full)).toBe(true);
    expect(applyAction(full, "skip")).toBe(full);
  });

  it("can be entered by keys, in upper case too, but not by repeated keys or with modifiers", () => {
    expect(["k", "K", "ArrowRight"].map((key) => actionForKey({ key }))).toEqual(["keep", "keep", "keep"]);
    expect(["s", "ArrowLeft"].map((key) => actionForKey({ key }))).toEqual(["skip", "skip"]);
    expect(["u", "Backspace"].map((key) => actionForKey({ key }))).toEqual(["undo", "undo"]);
    expect(actionForKey({ key: "x" })).toBeNull();
    expect(actionForKey({ key: "k", ctrlKey: true })).toBeNull();
    expect(actionForKey({ key: "k", repeat: true })).toBeNull();
  });
});
