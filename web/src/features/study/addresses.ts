/** The addresses of pages with search parameters, which links and the pages share. */
import { isDay } from "@/features/study/plan/days";
import { defineAddress } from "@/shared/routing/page";
import { readChoice, readFlag, readText } from "@/shared/routing/search";

const VIEWS = ["week", "month", "tasks", "goals", "timetable"] as const;
export type PlanView = (typeof VIEWS)[number];

export const planAddress = defineAddress("/study/plan", (raw) => {
  const day = readText(raw, "day");
  return {
    view: readChoice(raw, "view", VIEWS),
    /** The day that is shown, and marked. */
    day: isDay(day) ? day : "",
    /** The task whose form is open. */
    task: readText(raw, "task"),
    /** The event of the day that is marked. */
    event: readText(raw, "event"),
    new: readText(raw, "new"),
  };
});

/** With `start`, a session begins when the page is opened and none runs. */
export const focusAddress = defineAddress("/study/focus", (raw) => ({
  subject: readText(raw, "subject"),
  start: readFlag(raw, "start"),
}));

export const cardsAddress = defineAddress("/study/cards", (raw) => ({
  /** The set that is shown; links of the server call it `set`. */
  deck: readText(raw, "deck") || readText(raw, "set"),
  /** The set that is reviewed, or "all". */
  review: readText(raw, "review"),
  view: readChoice(raw, "view", ["decks", "statistics"]),
}));

export const quizAddress = defineAddress("/study/quiz", (raw) => ({
  quiz: readText(raw, "quiz"),
  attempt: readText(raw, "attempt"),
  view: readChoice(raw, "view", ["quizzes", "exams"]),
}));

export const materialsAddress = defineAddress("/study/materials", (raw) => ({
  /** The material whose form is open. */
  material: readText(raw, "material"),
  /** The passage of the material that is shown. */
  passage: readText(raw, "passage"),
}));
