/** Quizzes and attempts. */
import { take, useAction } from "@/features/study/actions";
import { $api, api, type Schemas } from "@/features/study/api";
import type { Answers, Attempt } from "@/features/study/quiz/answers";

export type QuizSummary = Schemas["QuizSummary"];
export type Quiz = Schemas["ShownQuiz"];

export const QUIZZES = ["/api/quizzes", "/api/quiz-attempts"] as const;

export const useQuizzes = () => $api.useQuery("get", "/api/quizzes", { params: { query: { limit: 100 } } });
export const useQuiz = (id: string) => $api.useQuery("get", "/api/quizzes/{id}", { params: { path: { id } } });
/** Return a quiz with its answers, which the server refuses while an attempt is running. */
export const useQuizAnswers = (id: string) =>
  $api.useQuery(
    "get",
    "/api/quizzes/{id}",
    { params: { path: { id }, query: { answers: true } } },
    { staleTime: 0, gcTime: 0, retry: false },
  );
export const useAttempts = (id: string) =>
  $api.useQuery("get", "/api/quizzes/{id}/attempts", { params: { path: { id }, query: { limit: 20 } } });

export const useAttempt = (id: string, attempt_id: string) =>
  $api.useQuery("get", "/api/quizzes/{id}/attempts/{attempt_id}", { params: { path: { id, attempt_id } } });

export const useStartAttempt = (onDone: (attempt: Attempt) => void) =>
  useAction((id: string) => take<Attempt>(api.POST("/api/quizzes/{id}/attempts", { params: { path: { id } } })), {
    changes: QUIZZES,
    onDone,
  });

type SentAnswers = { attempt: Attempt; answers: Answers };
const pathOf = ({ quiz_id, id }: Attempt) => ({ path: { id: quiz_id, attempt_id: id } });

/** Store answers of a running attempt; they count even if it is never submitted. */
export const storeAnswers = ({ attempt, answers }: SentAnswers) =>
  take(
    api.PATCH("/api/quizzes/{id}/attempts/{attempt_id}", {
      params: pathOf(attempt),
      body: { answers: answers as never },
    }),
  );

export const useSubmit = () =>
  useAction(
    ({ attempt, answers }: SentAnswers) =>
      take(
        api.POST("/api/quizzes/{id}/attempts/{attempt_id}/submit", {
          params: pathOf(attempt),
          body: { answers: answers as never },
        }),
      ),
    { changes: QUIZZES, showsError: true },
  );

export const useDeleteQuiz = (onDone: () => void) =>
  useAction((id: string) => take(api.DELETE("/api/quizzes/{id}", { params: { path: { id } } })), {
    changes: QUIZZES,
    onDone,
    showsError: true,
  });

export const useDeleteAttempt = () =>
  useAction(
    ({ id, quiz_id }: Schemas["AttemptSummary"]) =>
      take(
        api.DELETE("/api/quizzes/{id}/attempts/{attempt_id}", { params: { path: { id: quiz_id, attempt_id: id } } }),
      ),
    { changes: QUIZZES },
  );

export type SavedQuiz = Partial<Schemas["QuizBody"]> & { id: string | null };

export const useSaveQuiz = (onDone: (quiz: Quiz) => void) =>
  useAction(
    ({ id, ...body }: SavedQuiz) =>
      take<Quiz>(
        id ? api.PATCH("/api/quizzes/{id}", { params: { path: { id } }, body }) : api.POST("/api/quizzes", { body }),
      ),
    { changes: QUIZZES, onDone, showsError: true },
  );
