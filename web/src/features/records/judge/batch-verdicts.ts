/** The verdicts on one batch of offers. */

export type Verdict = "keep" | "skip";

/** The offers of a batch and their verdicts, in the same order; the next offer to judge follows the last verdict. */
export type BatchVerdicts = { ids: readonly number[]; verdicts: readonly Verdict[] };

export type Action = Verdict | "undo";

const KEYS: Record<string, Action> = {
  k: "keep",
  ArrowRight: "keep",
  s: "skip",
  ArrowLeft: "skip",
  u: "undo",
  Backspace: "undo",
  ArrowUp: "undo",
};

export const startBatch = (ids: readonly number[]): BatchVerdicts => ({ ids, verdicts: [] });

export function applyAction(batch: BatchVerdicts, action: Action): BatchVerdicts {
  const { ids, verdicts } = batch;
  if (action === "undo") return { ids, verdicts: verdicts.slice(0, -1) };
  return verdicts.length < ids.length ? { ids, verdicts: [...verdicts, action] } : batch;
}

export const isComplete = ({ ids, verdicts }: BatchVerdicts): boolean => verdicts.length === ids.length;

/** Return the body of the request: the judged offers, and the keepers among them. */
export function toSelection({ ids, verdicts }: BatchVerdicts) {
  const listing_ids = ids.slice(0, verdicts.length);
  return { listing_ids, keeper_ids: listing_ids.filter((_, index) => verdicts[index] === "keep") };
}

type KeyPress = { key: string; ctrlKey?: boolean; metaKey?: boolean; altKey?: boolean; repeat?: boolean };

/** Return the action of a key; null for repeated keys and keys with a modifier. */
export function actionForKey({ key, ctrlKey, metaKey, altKey, repeat }: KeyPress): Action | null {
  if (ctrlKey || metaKey || altKey || repeat) return null;
  return KEYS[key.length === 1 ? key.toLowerCase() : key] ?? null;
}
