/** A quiz with its attempts. */
import { useState } from "react";
import { quizAddress } from "@/features/study/addresses";
import type { Schemas } from "@/features/study/api";
import styles from "@/features/study/components/study.module.css";
import { formatClock } from "@/features/study/focus/timer";
import {
  type Quiz,
  useAttempts,
  useDeleteAttempt,
  useDeleteQuiz,
  useQuiz,
  useQuizAnswers,
  useStartAttempt,
} from "@/features/study/quiz/queries";
import { Button } from "@/shared/components/button";
import { ConfirmDialog, Dialog } from "@/shared/components/dialog";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { lazyPart } from "@/shared/components/lazy-part";
import { Link } from "@/shared/components/link";
import { Menu } from "@/shared/components/menu";
import { PageHeader } from "@/shared/components/page-header";
import { formatDateTime, pluralize } from "@/shared/format";

const QuizDialog = lazyPart(() => import("@/features/study/quiz/quiz-dialog"), "QuizDialog");

export function QuizView({ id }: { id: string }) {
  const { data: quiz, error, refetch } = useQuiz(id);
  const attempts = useAttempts(id).data?.attempts ?? [];
  const changeSearch = quizAddress.useChangeSearch();
  const [opened, setOpened] = useState<"edit" | "delete" | null>(null);
  const close = () => setOpened(null);
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
                  { id: "edit", label: "Edit the quiz", run: () => setOpened("edit") },
                  { id: "json", label: "Export as JSON", run: () => download("json") },
                  { id: "csv", label: "Export as CSV", run: () => download("csv") },
                  { id: "pdf", label: "Export as PDF", run: () => download("pdf") },
                  { id: "delete", label: "Delete the quiz", run: () => setOpened("delete") },
                ]}
              />
            </>
          )
        }
      />
      <ErrorAlert error={error} onRetry={refetch} />
      {!quiz && !error && <Skeleton rows={3} />}
      {quiz && <AttemptList attempts={attempts} />}
      {opened === "edit" && <EditDialog id={id} onClose={close} />}
      {opened === "delete" && quiz && <DeleteDialog quiz={quiz} onClose={close} />}
    </div>
  );
}

function describe(quiz: Quiz): string {
  const limit = quiz.time_limit ? `, ${quiz.time_limit} minutes` : "";
  return `${pluralize(quiz.total_questions, "question")}${limit}, passed with ${quiz.passing_score} %`;
}

/** The form of a quiz, when its answers have been read. */
function EditDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, refetch } = useQuizAnswers(id);
  if (data) return <QuizDialog quiz={data} onClose={onClose} onSaved={onClose} />;
  return (
    <Dialog title="Quiz" isOpen onClose={onClose}>
      {error ? <ErrorAlert error={error} onRetry={refetch} /> : <Skeleton rows={2} label="Loading the questions" />}
    </Dialog>
  );
}

function AttemptList({ attempts }: { attempts: readonly Schemas["AttemptSummary"][] }) {
  const remove = useDeleteAttempt();
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
            <Button
              variant="quiet"
              isPending={remove.isPending && remove.variables?.id === attempt.id}
              aria-label={`Delete the attempt of ${attempt.started_at ? formatDateTime(attempt.started_at) : "an unknown time"}`}
              onPress={() => remove.mutate(attempt)}
            >
              Delete
            </Button>
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
