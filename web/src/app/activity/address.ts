import { defineAddress } from "@/shared/routing/page";
import { readText } from "@/shared/routing/search";

/** The activity page; `app` and `state` filter the jobs. */
export const activityAddress = defineAddress("/activity", (raw): { app?: string; state?: string } => ({
  ...(readText(raw, "app") && { app: readText(raw, "app") }),
  ...(readText(raw, "state") && { state: readText(raw, "state") }),
}));
