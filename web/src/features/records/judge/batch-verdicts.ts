/** A batch of offers on its way from unseen to judged. */

export type Verdict = "keep" | "skip";

/** Verdicts in the order they were given; the next offer is the one after the last. */
export type Judging = { ids: readonly number[]; verdicts: readonly Verdict[] };

export type Step = Verdict | "undo";

const KEYS: Record<string, Step> = {
  k: "keep",
  ArrowRight: "keep",
  s: "skip",
  ArrowLeft: "skip",
  u: "undo",
  Backspace: "undo",
  ArrowUp: "undo",
};

export const begin = (ids: readonly number[]): Judging => ({ ids, verdicts: [] });

export function take(judging: Judging, step: Step): Judging {
  const { ids, verdicts } = judging;
  if (step === "undo") return { ids, verdicts: verdicts.slice(0, -1) };
  return verdicts.length < ids.length ? { ids, verdicts: [...verdicts, step] } : judging;
}

export const isComplete = ({ ids, verdicts }: Judging): boolean => verdicts.length === ids.length;

/** What is sent: those judged, and those of them to keep. */
export function selection({ ids, verdicts }: Judging) {
  const listing_ids = ids.slice(0, verdicts.length);
  return { listing_ids, keeper_ids: listing_ids.filter((_, place) => verdicts[place] === "keep") };
}

type Pressed = { key: string; ctrlKey?: boolean; metaKey?: boolean; altKey?: boolean; repeat?: boolean };

/** The step a key asks for; keys held down or used with another mean nothing here. */
export function stepOf({ key, ctrlKey, metaKey, altKey, repeat }: Pressed): Step | null {
  if (ctrlKey || metaKey || altKey || repeat) return null;
  return KEYS[key.length === 1 ? key.toLowerCase() : key] ?? null;
}
