/** An attempt: questions whose answers are stored as they are given, and the result at its end. */
import { useEffect, useRef, useState } from "react";
import { quizAddress } from "@/features/study/addresses";
import common from "@/features/study/components/study.module.css";
import { useNow } from "@/features/study/focus/queries";
import { formatClock } from "@/features/study/focus/timer";
import { type Answers, type Attempt, countAnswered, secondsLeft } from "@/features/study/quiz/answers";
import { storeAnswers, useAttempt, useQuiz, useSubmit } from "@/features/study/quiz/queries";
import { QuestionField } from "@/features/study/quiz/question-field";
import styles from "@/features/study/quiz/quiz.module.css";
import { Result } from "@/features/study/quiz/result";
import { Button } from "@/shared/components/button";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";

export function AttemptView({ quizId, attemptId }: { quizId: string; attemptId: string }) {
  const { data: attempt, error, refetch } = useAttempt(quizId, attemptId);
  const title = useQuiz(quizId).data?.title ?? "Quiz";
  const isOver = attempt?.completed_at !== undefined && attempt.completed_at !== null;
  return (
    <div className={common.stack}>
      <Link to={quizAddress.path} search={{ quiz: quizId }}>
        Back to the quiz
      </Link>
      <PageHeader title={title} />
      <ErrorAlert error={error} onRetry={refetch} />
      {!attempt && !error && <Skeleton />}
      {attempt && (isOver ? <Result attempt={attempt} /> : <Questions attempt={attempt} onEnd={refetch} />)}
    </div>
  );
}

const STORE_MS = 600;

/** Store answers a moment after the last change. */
function useStoredAnswers(attempt: Attempt) {
  const [answers, setAnswers] = useState<Answers>(attempt.answers as Answers);
  const [error, setError] = useState<Error | null>(null);
  const changed = useRef<Answers>({});
  useEffect(() => {
    if (Object.keys(changed.current).length === 0) return;
    const timer = setTimeout(() => {
      const sent = changed.current;
      changed.current = {};
      storeAnswers({ attempt, answers: sent }).then(
        () => setError(null),
        (failure: Error) => {
          changed.current = { ...sent, ...changed.current };
          setError(failure);
        },
      );
    }, STORE_MS);
    return () => clearTimeout(timer);
  });
  const answer = (id: string, value: unknown) => {
    changed.current[id] = value;
    setAnswers((current) => ({ ...current, [id]: value }));
  };
  /** Return all answers, which are then not stored one by one any more. */
  const takeAll = () => {
    changed.current = {};
    return answers;
  };
  return { answers, answer, error, takeAll };
}

function Questions({ attempt, onEnd }: { attempt: Attempt; onEnd: () => void }) {
  const { answers, answer, error, takeAll } = useStoredAnswers(attempt);
  const submit = useSubmit();
  const left = secondsLeft(attempt, useNow(Boolean(attempt.expires_at)));
  const isOver = left === 0;
  // The server ends the attempt at its time; then it shows the result.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the time is over
  useEffect(() => {
    if (isOver) submit.mutate({ attempt, answers: takeAll() }, { onError: onEnd });
  }, [isOver]);
  return (
    <form
      className={common.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (!submit.isPending) submit.mutate({ attempt, answers: takeAll() });
      }}
    >
      {attempt.questions.map((question, index) => (
        <QuestionField
          key={question.id}
          question={question}
          number={index + 1}
          answer={answers[question.id]}
          onAnswer={(value) => answer(question.id, value)}
        />
      ))}
      <ErrorAlert error={submit.error ?? error} />
      <div className={styles.bar}>
        <span role="status">
          {countAnswered(attempt.questions, answers)} of {attempt.questions.length} answered
        </span>
        {left !== null && <span role="timer">{formatClock(left)} left</span>}
        <Button type="submit" variant="primary" isPending={submit.isPending}>
          Submit
        </Button>
      </div>
    </form>
  );
}
