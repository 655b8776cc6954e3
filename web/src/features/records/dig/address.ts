import { defineAddress } from "@/shared/routing/page";
import { type RawSearch, readText } from "@/shared/routing/search";

export const STRATEGIES = {
  varied: "Varied",
  hard: "Hard to call",
  likely: "Likely to suit you",
  random: "Random",
} as const;
export type Strategy = keyof typeof STRATEGIES;
export type DigSearch = { strategy?: Strategy | undefined; seller?: string | undefined };

function parseDigSearch(raw: RawSearch): DigSearch {
  const [strategy, seller] = [readText(raw, "strategy"), readText(raw, "seller")];
  return {
    ...(strategy in STRATEGIES && strategy !== "varied" && { strategy: strategy as Strategy }),
    ...(seller && { seller }),
  };
}

export const digAddress = defineAddress("/records/dig", parseDigSearch);
