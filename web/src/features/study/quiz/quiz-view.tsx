/** A quiz with its attempts. */
import { useState } from "react";
import { quizAddress } from "@/features/study/addresses";
import type { Schemas } from "@/features/study/api";
import styles from "@/features/study/components/study.module.css";
import { formatClock } from "@/features/study/focus/timer";
import { type Quiz, useAttempts, useDeleteQuiz, useQuiz, useStartAttempt } from "@/features/study/quiz/queries";
import { Button } from "@/shared/components/button";
import { ConfirmDialog } from "@/shared/components/dialog";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { Menu } from "@/shared/components/menu";
import { PageHeader } from "@/shared/components/page-header";
import { formatDateTime, pluralize } from "@/shared/format";

export function QuizView({ id }: { id: string }) {
  const { data: quiz, error, refetch } = useQuiz(id);
  const attempts = useAttempts(id).data?.attempts ?? [];
  const changeSearch = quizAddress.useChangeSearch();
  const [isDeleting, setDeleting] = useState(false);
  const start = useStartAttempt((attempt) => changeSearch({ attempt: attempt.id }));
  const running = attempts.find(({ state }) => state === "running" || state === "in_progress");
  const download = (format: string) => window.location.assign(`/api/quizzes/${id}/export?format=${format}`);
  return (
    <div className={styles.stack}>
      <Link to={quizAddress.path}>All quizzes</Link>
      <PageHeader
        title={quiz?.title ?? "Quiz"}
        description={quiz && describe(quiz)}
        actions={
          quiz && (
            <>
              <Button variant="primary" isPending={start.isPending} onPress={() => start.mutate(id)}>
                {running ? "Continue" : "Start"}
              </Button>
              <Menu
                label="More actions"
                actions={[
                  { id: "json", label: "Export as JSON", run: () => download("json") },
                  { id: "csv", label: "Export as CSV", run: () => download("csv") },
                  { id: "delete", label: "Delete the quiz", run: () => setDeleting(true) },
                ]}
              />
            </>
          )
        }
      />
      <ErrorAlert error={error} onRetry={refetch} />
      {!quiz && !error && <Skeleton rows={3} />}
      {quiz && <AttemptList attempts={attempts} />}
      {isDeleting && quiz && <DeleteDialog quiz={quiz} onClose={() => setDeleting(false)} />}
    </div>
  );
}

function describe(quiz: Quiz): string {
  const limit = quiz.time_limit ? `, ${quiz.time_limit} minutes` : "";
  return `${pluralize(quiz.total_questions, "question")}${limit}, passed with ${quiz.passing_score} %`;
}

function AttemptList({ attempts }: { attempts: readonly Schemas["AttemptSummary"][] }) {
  if (attempts.length === 0) return <p className={styles.note}>No attempt yet.</p>;
  return (
    <section className={styles.panel} aria-labelledby="attempts">
      <h2 id="attempts">Attempts</h2>
      <ul className={styles.list}>
        {attempts.map((attempt) => (
          <li key={attempt.id}>
            <span className={styles.main}>
              <Link to={quizAddress.path} search={{ quiz: attempt.quiz_id, attempt: attempt.id }}>
                {attempt.started_at ? formatDateTime(attempt.started_at) : "Attempt"}
              </Link>
              {attempt.time_taken !== null && <span className={styles.note}>{formatClock(attempt.time_taken)}</span>}
            </span>
            <span className={styles.badge}>
              {attempt.score === null ? "Running" : `${attempt.score} % · ${attempt.passed ? "passed" : "not passed"}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function DeleteDialog({ quiz, onClose }: { quiz: Quiz; onClose: () => void }) {
  const changeSearch = quizAddress.useChangeSearch();
  const remove = useDeleteQuiz(() => changeSearch({ quiz: "" }, { replace: true }));
  return (
    <ConfirmDialog
      title={`Delete ${quiz.title}?`}
      confirmLabel="Delete the quiz"
      isOpen
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(quiz.id)}
      onClose={onClose}
    >
      <p>Its attempts are deleted as well. This cannot be undone.</p>
    </ConfirmDialog>
  );
}
