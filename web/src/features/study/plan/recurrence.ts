/** Rules of recurrence that a form offers, and how any rule is shown. */
import { type Day, formatDay, weekdayOf } from "@/features/study/plan/days";

export const FREQUENCIES = [
  { id: "", label: "Does not repeat" },
  { id: "daily", label: "Every day" },
  { id: "weekdays", label: "Monday to Friday" },
  { id: "weekly", label: "Every week" },
  { id: "fortnightly", label: "Every two weeks" },
  { id: "monthly", label: "Every month" },
  { id: "yearly", label: "Every year" },
] as const;
export type Frequency = (typeof FREQUENCIES)[number]["id"] | "other";

const RULES: Record<Exclude<Frequency, "" | "other">, string> = {
  daily: "FREQ=DAILY",
  weekdays: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
  weekly: "FREQ=WEEKLY",
  fortnightly: "FREQ=WEEKLY;INTERVAL=2",
  monthly: "FREQ=MONTHLY",
  yearly: "FREQ=YEARLY",
};
const DAY_CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** Return the rule of a choice of the form, null for none; `until` is the last day on which it takes place. */
export function buildRule(frequency: Frequency, until: Day | null): string | null {
  if (frequency === "" || frequency === "other") return null;
  return until ? `${RULES[frequency]};UNTIL=${until.replaceAll("-", "")}T235959Z` : RULES[frequency];
}

/** Return the choice of the form that is this rule, and its end; a rule that the form cannot make is "other". */
export function readRule(rule: string | null, day: Day): { frequency: Frequency; until: Day | null } {
  if (!rule) return { frequency: "", until: null };
  const parts = rule
    .toUpperCase()
    .replace(/^RRULE:/, "")
    .split(";")
    .filter((part) => part !== "" && part !== "INTERVAL=1");
  const until = parts.find((part) => part.startsWith("UNTIL="))?.slice(6, 14);
  const ownDay = `BYDAY=${DAY_CODES[weekdayOf(day)]}`;
  const rest = parts.filter((part) => !part.startsWith("UNTIL=") && !part.startsWith("WKST=") && part !== ownDay);
  const known = Object.entries(RULES).find(([, text]) => text.split(";").sort().join() === [...rest].sort().join());
  const word = rest.length === 1 && rest[0] ? rest[0].toLowerCase() : "";
  const frequency = (known?.[0] ?? (word in RULES ? word : "other")) as Frequency;
  return { frequency, until: until ? `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}` : null };
}

/** Return a rule in words, such as "Every week until 5 Dec". */
export function describeRule(rule: string, day: Day): string {
  const { frequency, until } = readRule(rule, day);
  const label = FREQUENCIES.find(({ id }) => id === frequency)?.label ?? "Repeats by a rule of its own";
  return until ? `${label} until ${formatDay(until, { day: "numeric", month: "short", year: "numeric" })}` : label;
}
