/** Quizzes and exams; a quiz with its attempts, an attempt, and its result. */
import { useState } from "react";
import { quizAddress } from "@/features/study/addresses";
import { exportActions } from "@/features/study/components/export-actions";
import styles from "@/features/study/components/study.module.css";
import { type QuizSummary, useQuizzes } from "@/features/study/quiz/queries";
import { Button } from "@/shared/components/button";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { lazyPart } from "@/shared/components/lazy-part";
import { Link } from "@/shared/components/link";
import { Menu } from "@/shared/components/menu";
import { PageHeader } from "@/shared/components/page-header";
import { Tabs } from "@/shared/components/tabs";
import { pluralize } from "@/shared/format";

// The parts of the page are loaded when they are shown.
const AttemptView = lazyPart(() => import("@/features/study/quiz/attempt"), "AttemptView", <Skeleton />);
const ExamList = lazyPart<object, "ExamList">(
  () => import("@/features/study/quiz/exams"),
  "ExamList",
  <Skeleton rows={3} />,
);
const QuizDialog = lazyPart(() => import("@/features/study/quiz/quiz-dialog"), "QuizDialog");
const QuizView = lazyPart(() => import("@/features/study/quiz/quiz-view"), "QuizView", <Skeleton rows={3} />);

export function QuizPage() {
  const { quiz, attempt } = quizAddress.useSearch();
  if (quiz && attempt) return <AttemptView key={attempt} quizId={quiz} attemptId={attempt} />;
  if (quiz) return <QuizView key={quiz} id={quiz} />;
  return <QuizOverview />;
}

function QuizOverview() {
  const { view } = quizAddress.useSearch();
  const changeSearch = quizAddress.useChangeSearch();
  const [isWriting, setWriting] = useState(false);
  return (
    <div className={styles.stack}>
      <PageHeader
        title="Quizzes and exams"
        actions={
          <>
            <Button variant="primary" onPress={() => setWriting(true)}>
              New quiz
            </Button>
            <Menu
              label={view === "exams" ? "Export the exams" : "Export the quizzes"}
              actions={exportActions(view === "exams" ? "exams" : "quizzes")}
            />
          </>
        }
      />
      <Tabs
        label="Views"
        selected={view}
        onSelect={(id) => changeSearch({ view: id as typeof view })}
        tabs={[
          { id: "quizzes", label: "Quizzes", content: view === "quizzes" ? <QuizList /> : null },
          { id: "exams", label: "Exams", content: view === "exams" ? <ExamList /> : null },
        ]}
      />
      {isWriting && (
        <QuizDialog onClose={() => setWriting(false)} onSaved={(quiz) => changeSearch({ quiz: quiz.id })} />
      )}
    </div>
  );
}

function QuizList() {
  const { data, error, refetch } = useQuizzes();
  return (
    <>
      <ErrorAlert error={error} onRetry={refetch} />
      {!data && !error && <Skeleton />}
      {data && data.quizzes.length === 0 && (
        <EmptyState
          title="No quizzes yet"
          action={
            <Link className="button" to="/study/materials">
              Make one from a material
            </Link>
          }
        />
      )}
      {data && data.quizzes.length > 0 && (
        <ul className={`${styles.panel} ${styles.list}`} aria-label="Quizzes">
          {data.quizzes.map((quiz) => (
            <QuizRow key={quiz.id} quiz={quiz} />
          ))}
        </ul>
      )}
    </>
  );
}

function QuizRow({ quiz }: { quiz: QuizSummary }) {
  const details = [
    pluralize(quiz.total_questions ?? 0, "question"),
    quiz.time_limit && `${quiz.time_limit} min`,
    quiz.attempts > 0 && pluralize(quiz.attempts, "attempt"),
  ].filter(Boolean);
  return (
    <li>
      <span className={styles.main}>
        <Link to={quizAddress.path} search={{ quiz: quiz.id }}>
          {quiz.title}
        </Link>
        <span className={styles.note}>{details.join(" · ")}</span>
      </span>
      {quiz.best_score !== null && <span className={styles.badge}>Best: {quiz.best_score} %</span>}
    </li>
  );
}
