import { describe, expect, it } from "vitest";
import type { ModelStatistics, PastPick } from "@/features/records/model/queries";
import { describeChance, describeModel, describeVotes } from "@/features/records/model/words";

const accuracy = { right: 26, tested: 32, low: 0.6469, high: 0.9111 };
const model = (change: Partial<ModelStatistics>) => ({ accuracy, majority: 0.7188, ...change }) as ModelStatistics;
const pick = (change: object) =>
  ({
    desirability_votes: [],
    average_desirability: 0,
    average_novelty: 0,
    breakdown: {},
    ...change,
  }) as never as PastPick;

describe("the words about the model", () => {
  it("say on how many verdicts it was right, and never more than is known", () => {
    expect(describeModel(model({ is_reliable: false }))).toBe(
      "Right on 26 of 32 test verdicts (too few to trust yet: 65 to 91 %). Always expecting your most frequent verdict is right on 72 %.",
    );
    expect(describeModel(model({ is_reliable: true }))).toContain("its true share is between 65 to 91 %");
    expect(describeModel(model({ accuracy: null }))).toBe("There is no model yet.");
  });

  it("say how likely a pick was, and how people voted", () => {
    expect(describeChance(pick({ breakdown: { selection_probability: 0.0383, total_candidates: 49 } }))).toBe(
      "1 in 26 among 49 candidates",
    );
    expect(describeChance(pick({}))).toBe("the offer with the best score");
    expect(describeVotes(pick({}))).toBe("");
    expect(describeVotes(pick({ desirability_votes: [4, 5], average_desirability: 4.5, average_novelty: 3 }))).toBe(
      "2 votes: suits you 4.5 of 5, different 3.0 of 5",
    );
  });
});
