import { describe, expect, it } from "vitest";
import { buildWeeks, listMonths } from "@/features/study/cards/heat-map";
import { advance, type Card, EMPTY_REVIEW, formatInterval, parseSide } from "@/features/study/cards/review";

const cards = ["a", "b"].map((id) => ({ id }) as Card);
const [first, second] = cards as [Card, Card];

describe("a review", () => {
  it("can undo every card, also the last one", () => {
    let state = advance(EMPTY_REVIEW, { type: "load", cards });
    state = advance(advance(state, { type: "show" }), { type: "rate" });
    state = advance(advance(state, { type: "show" }), { type: "rate" });
    expect(state.queue).toEqual([]);
    state = advance(state, { type: "undo" });
    expect(state).toEqual({ queue: [second], isShown: true, rated: [first] });
    state = advance(advance(state, { type: "undo" }), { type: "undo" });
    expect(state).toEqual({ queue: [first, second], isShown: true, rated: [] });
  });

  it("adds cards that are due again, once", () => {
    const state = advance(advance(EMPTY_REVIEW, { type: "load", cards: [first] }), { type: "load", cards });
    expect(state.queue).toEqual([first, second]);
  });

  it("shows a card again whose rating was not stored", () => {
    const rated = advance(advance(EMPTY_REVIEW, { type: "load", cards }), { type: "rate" });
    expect(advance(rated, { type: "restore", card: first })).toEqual({
      queue: [first, second],
      isShown: true,
      rated: [],
    });
  });

  it("shows intervals in short", () => {
    const at = (seconds: number) => new Date(seconds * 1000).toISOString();
    expect([30, 600, 7200, 3.2 * 86_400, 60 * 86_400, 800 * 86_400].map((s) => formatInterval(at(s), 0))).toEqual([
      "< 1 min",
      "10 min",
      "2 h",
      "3.2 d",
      "2 mo",
      "2.2 y",
    ]);
  });

  it("finds images and sounds on a side", () => {
    expect(parseSide("Moon ![](moon.png)[sound:a b.mp3]!")).toEqual([
      { kind: "text", value: "Moon " },
      { kind: "image", value: "moon.png" },
      { kind: "sound", value: "a b.mp3" },
      { kind: "text", value: "!" },
    ]);
  });
});

describe("the heat map", () => {
  it("has weeks from Monday, with days outside the range left out", () => {
    const weeks = buildWeeks(
      [
        { date: "2026-11-26", reviews: 8 },
        { date: "2026-11-27", reviews: 1 },
      ],
      { from: "2026-11-25", to: "2026-12-01" },
    );
    expect(weeks).toHaveLength(2);
    expect(weeks[0]?.map((cell) => cell?.level ?? null)).toEqual([null, null, 0, 4, 1, 0, 0]);
    expect(listMonths({ from: "2026-11-25", to: "2026-12-01" })).toEqual([{ column: 1, day: "2026-12-01" }]);
  });
});
