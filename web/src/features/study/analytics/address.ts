/** The address of the statistics. */
import { defineAddress } from "@/shared/routing/page";
import { readChoice } from "@/shared/routing/search";

export const PERIODS = ["30d", "7d", "90d", "365d"] as const;
export type Period = (typeof PERIODS)[number];

export const analyticsAddress = defineAddress("/study/analytics", (raw) => ({
  period: readChoice(raw, "period", PERIODS),
}));
