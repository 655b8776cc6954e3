/** A review of cards: the queue, what is shown, and what can be undone. */
import type { Schemas } from "@/features/study/api";

export type Card = Schemas["CardBody"];
export type Rating = Schemas["RatingName"];

export const RATINGS: readonly { rating: Rating; key: string; label: string }[] = [
  { rating: "again", key: "1", label: "Again" },
  { rating: "hard", key: "2", label: "Hard" },
  { rating: "good", key: "3", label: "Good" },
  { rating: "easy", key: "4", label: "Easy" },
];

export type ReviewState = {
  queue: readonly Card[];
  isShown: boolean;
  /** The cards that were rated, the last one at the end; each of them can be undone. */
  rated: readonly Card[];
};

export type ReviewAction =
  | { type: "load"; cards: readonly Card[] }
  | { type: "show" }
  | { type: "rate" }
  | { type: "undo" }
  /** A rating was not stored. */
  | { type: "restore"; card: Card };

export const EMPTY_REVIEW: ReviewState = { queue: [], isShown: false, rated: [] };

/** Return the state after an action. Loading keeps the card that is shown, and adds what is not yet in the queue. */
export function advance(state: ReviewState, action: ReviewAction): ReviewState {
  const [current, ...rest] = state.queue;
  switch (action.type) {
    case "load": {
      const known = new Set(state.queue.map(({ id }) => id));
      return { ...state, queue: [...state.queue, ...action.cards.filter(({ id }) => !known.has(id))] };
    }
    case "show":
      return current ? { ...state, isShown: true } : state;
    case "rate":
      return current ? { queue: rest, isShown: false, rated: [...state.rated, current] } : state;
    case "undo": {
      const last = state.rated.at(-1);
      if (!last) return state;
      const others = state.queue.filter(({ id }) => id !== last.id);
      return { queue: [last, ...others], isShown: true, rated: state.rated.slice(0, -1) };
    }
    case "restore": {
      const others = state.queue.filter(({ id }) => id !== action.card.id);
      return {
        ...state,
        queue: [action.card, ...others],
        isShown: true,
        rated: state.rated.filter((c) => c !== action.card),
      };
    }
  }
}

const STEPS: readonly [limit: number, size: number, unit: string][] = [
  [3_600, 60, "min"],
  [86_400, 3_600, "h"],
  [30 * 86_400, 86_400, "d"],
  [365 * 86_400, 30.44 * 86_400, "mo"],
  [Number.POSITIVE_INFINITY, 365.25 * 86_400, "y"],
];

/** Return the time until an instant in short, such as "10 min" or "3 d". */
export function formatInterval(instant: string, now: number): string {
  const seconds = Math.max(0, (new Date(instant).getTime() - now) / 1000);
  if (seconds < 60) return "< 1 min";
  const [, size, unit] = STEPS.find(([limit]) => seconds < limit) ?? [0, 1, "s"];
  const value = seconds / size;
  return `${value < 10 && unit !== "min" ? Math.round(value * 10) / 10 : Math.round(value)} ${unit}`;
}

export type SidePart = { kind: "text" | "image" | "sound"; value: string };

/** Return the parts of a side: its text, `![](image.png)` and `[sound:name.mp3]`. */
export function parseSide(side: string): SidePart[] {
  const parts: SidePart[] = [];
  let end = 0;
  for (const match of side.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)|\[sound:([^\]]+)\]/g)) {
    if (match.index > end) parts.push({ kind: "text", value: side.slice(end, match.index) });
    parts.push(match[1] ? { kind: "image", value: match[1] } : { kind: "sound", value: match[2] ?? "" });
    end = match.index + match[0].length;
  }
  if (end < side.length) parts.push({ kind: "text", value: side.slice(end) });
  return parts;
}
