/** How good a model is, and how a record of the day was selected, in words. */
import type { Accuracy, ModelStatistics, PastPick } from "@/features/records/model/queries";
import { formatCount } from "@/shared/format";

const formatRight = ({ right, tested }: Accuracy): string =>
  `Right on ${formatCount(right)} of ${formatCount(tested)} test verdicts`;

export const formatRange = ({ low, high }: Accuracy): string =>
  `${Math.round(low * 100)} to ${Math.round(high * 100)} %`;

/** Say how good the model is, and whether that can be trusted. */
export function describeModel({ accuracy, is_reliable, majority }: ModelStatistics): string {
  if (!accuracy) return "There is no model yet.";
  const trust = is_reliable
    ? `its true share is between ${formatRange(accuracy)}`
    : `too few to trust yet: ${formatRange(accuracy)}`;
  const share = `${Math.round(majority * 100)} %`;
  return `${formatRight(accuracy)} (${trust}). Always expecting your most frequent verdict is right on ${share}.`;
}

/** Say how likely a pick was: "1 in 26 among 49 candidates". */
export function describeChance({ breakdown }: PastPick): string {
  const { selection_probability: chance, total_candidates: candidates } = breakdown;
  if (!chance || !candidates) return "the offer with the best score";
  return `1 in ${formatCount(Math.max(1, Math.round(1 / chance)))} among ${formatCount(candidates)} candidates`;
}

/** Say how people voted on a pick; empty without a vote. */
export function describeVotes({ desirability_votes: votes, average_desirability, average_novelty }: PastPick): string {
  if (votes.length === 0) return "";
  const count = votes.length === 1 ? "1 vote" : `${votes.length} votes`;
  return `${count}: suits you ${average_desirability.toFixed(1)} of 5, different ${average_novelty.toFixed(1)} of 5`;
}
