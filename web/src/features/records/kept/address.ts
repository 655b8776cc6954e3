import type { Verdict } from "@/features/records/types";
import { defineAddress } from "@/shared/routing/page";
import { readText } from "@/shared/routing/search";

type KeptSearch = { verdict?: Verdict | undefined };

export const keptAddress = defineAddress(
  "/records/kept",
  (raw): KeptSearch => (readText(raw, "verdict") === "skip" ? { verdict: "skip" } : {}),
);
