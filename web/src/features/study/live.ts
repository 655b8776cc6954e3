/** Handles the server-sent events of study: what an account sees is read again when it has changed. */
import type { QueryClient } from "@tanstack/react-query";
import { refresh } from "@/features/study/api";
import { isLive, type LiveSource, throttle } from "@/shared/live";

export const EVENTS_URL = "/api/events";
const REFRESH_MS = 500;

const CARDS = ["/api/flashcard-sets", "/api/flashcards", "/api/reviews"];
const MADE = ["/api/materials", "/api/generations", "/api/quizzes", ...CARDS];
const PLAN = ["/api/tasks", "/api/calendar", "/api/study-sessions", "/api/subjects", "/api/quiz-attempts"];

/** Return how often to ask for the progress of something, while no stream says it. */
export const pollUnlessLive = (isUnfinished: boolean | undefined, milliseconds: number): number | false =>
  isUnfinished && !isLive(EVENTS_URL) ? milliseconds : false;

export function createStudyLiveSource(cache: QueryClient): LiveSource {
  const refreshing = (paths: readonly string[]) => throttle(() => void refresh(cache, ...paths), REFRESH_MS);
  return {
    url: EVENTS_URL,
    resync: refreshing([...MADE, ...PLAN]),
    events: {
      "study.materials": refreshing(MADE),
      "study.cards": refreshing(CARDS),
      "study.changed": refreshing(PLAN),
    },
  };
}
