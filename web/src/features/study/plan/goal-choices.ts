/** How often goals begin again, and what they count. */
import type { Schemas } from "@/features/study/api";

export type Goal = Schemas["GoalBody"];

export const TYPES = [
  { value: "daily", label: "Every day" },
  { value: "weekly", label: "Every week" },
  { value: "monthly", label: "Every month" },
  { value: "custom", label: "Once" },
] as const;
export const UNITS = [
  { value: "minutes", label: "Minutes studied" },
  { value: "hours", label: "Hours studied" },
  { value: "sessions", label: "Sessions" },
  { value: "tasks", label: "Tasks" },
  { value: "pages", label: "Pages" },
  { value: "chapters", label: "Chapters" },
  { value: "problems", label: "Problems" },
  { value: "custom", label: "Other" },
] as const;
/** Counted from what is studied. */
export const FOLLOWED = ["minutes", "hours", "sessions", "tasks"];
