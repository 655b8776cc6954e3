/** The actions of a menu that download a list of the account as a file. */
import { buildAddress } from "@/features/study/api";
import { browser } from "@/shared/browser";
import type { MenuAction } from "@/shared/components/menu";

export type ExportName =
  | "analytics"
  | "calendar"
  | "exams"
  | "goals"
  | "materials"
  | "quizzes"
  | "rooms"
  | "study-sessions"
  | "tasks"
  | "timetable";

const FORMATS = [
  { format: "csv", label: "Export CSV" },
  { format: "json", label: "Export JSON" },
  { format: "pdf", label: "Export PDF" },
] as const;

/** Return the exports of a list; `what` is added to their names where a menu has those of several lists. */
export const exportActions = (name: ExportName, what = ""): MenuAction[] =>
  FORMATS.map(({ format, label }) => ({
    id: `${name}-${format}`,
    label: `${label}${what && ` of ${what}`}`,
    run: () => browser.load(buildAddress(`/api/exports/${name}`, { format })),
  }));
