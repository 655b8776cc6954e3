import common from "@/features/study/components/study.module.css";
import { formatClock } from "@/features/study/focus/timer";
import { type Answers, type Attempt, describeAnswer, type Question } from "@/features/study/quiz/answers";
import styles from "@/features/study/quiz/quiz.module.css";

/** The result of an attempt, question by question. */
export function Result({ attempt }: { attempt: Attempt }) {
  const answers = attempt.answers as Answers;
  return (
    <>
      <section className={common.panel} aria-label="Result">
        <p role="status">
          <span className={common.big}>{attempt.score ?? 0} %</span> {attempt.passed ? "Passed" : "Not passed"}
        </p>
        <p className={common.note}>
          {attempt.points ?? 0} of {attempt.max_points ?? 0} points
          {typeof attempt.time_taken === "number" && ` in ${formatClock(attempt.time_taken)}`}
        </p>
      </section>
      <ol className={common.stack}>
        {attempt.questions.map((question, index) => (
          <QuestionResult key={question.id} question={question} number={index + 1} answer={answers[question.id]} />
        ))}
      </ol>
    </>
  );
}

type QuestionResultProps = { question: Question; number: number; answer: unknown };

function QuestionResult({ question, number, answer }: QuestionResultProps) {
  const isRight = question.is_correct === true;
  const earned = question.earned_points ?? 0;
  return (
    <li className={`${styles.question} ${isRight ? styles.right : styles.wrong}`}>
      <p className={styles.text}>
        {number}. {question.question}
      </p>
      <p>
        <span className={styles.verdict}>{isRight ? "Right" : earned > 0 ? "Partly right" : "Wrong"}</span> ·{" "}
        {question.multiple ? "Your answers" : "Your answer"}: {describeAnswer(question, answer)}
      </p>
      {!isRight && (
        <p>
          {question.multiple ? "Right answers" : "Right answer"}: {describeAnswer(question, question.answer)}
        </p>
      )}
      {question.explanation && <p>{question.explanation}</p>}
      {question.quote && <blockquote>{question.quote}</blockquote>}
      {question.source?.title && (
        <p className={common.note}>
          From {question.source.title}
          {question.source.page && `, page ${question.source.page}`}
        </p>
      )}
    </li>
  );
}
