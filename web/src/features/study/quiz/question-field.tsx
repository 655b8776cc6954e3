import { Fragment } from "react";
import { type Question, splitGaps } from "@/features/study/quiz/answers";
import styles from "@/features/study/quiz/quiz.module.css";

type QuestionFieldProps = {
  question: Question;
  number: number;
  answer: unknown;
  onAnswer: (value: unknown) => void;
};

/** A question with the controls of its type. */
export function QuestionField({ question, number, answer, onAnswer }: QuestionFieldProps) {
  const isCloze = question.type === "cloze";
  return (
    <fieldset className={styles.question}>
      <legend className={isCloze ? "sr-only" : undefined}>
        {number}. {question.question}
      </legend>
      {question.type === "multiple_choice" && <Options question={question} answer={answer} onAnswer={onAnswer} />}
      {question.type === "true_false" && (
        <Choices
          name={question.id}
          choices={[
            { value: true, label: "True" },
            { value: false, label: "False" },
          ]}
          answer={answer}
          onAnswer={onAnswer}
        />
      )}
      {question.type === "short_answer" && (
        <input
          aria-label={`Answer to question ${number}`}
          value={typeof answer === "string" ? answer : ""}
          onChange={(event) => onAnswer(event.target.value)}
          autoComplete="off"
        />
      )}
      {isCloze && <Cloze question={question} number={number} answer={answer} onAnswer={onAnswer} />}
    </fieldset>
  );
}

type AnswerProps = Pick<QuestionFieldProps, "question" | "answer" | "onAnswer">;

function Options({ question, answer, onAnswer }: AnswerProps) {
  const choices = (question.options ?? []).map((label, value) => ({ value, label }));
  if (question.multiple) return <Several choices={choices} answer={answer} onAnswer={onAnswer} />;
  return <Choices name={question.id} choices={choices} answer={answer} onAnswer={onAnswer} />;
}

type Choice = { value: number | boolean; label: string };
type ChoicesProps = Pick<QuestionFieldProps, "answer" | "onAnswer"> & { name: string; choices: readonly Choice[] };

function Choices({ name, choices, answer, onAnswer }: ChoicesProps) {
  const chosen = Array.isArray(answer) ? answer[0] : answer;
  return (
    <div className={styles.options}>
      {choices.map(({ value, label }) => (
        <label key={label}>
          <input type="radio" name={name} checked={chosen === value} onChange={() => onAnswer(value)} />
          {label}
        </label>
      ))}
    </div>
  );
}

type SeveralProps = Pick<QuestionFieldProps, "answer" | "onAnswer"> & {
  choices: readonly (Choice & { value: number })[];
};

/** Options of which several are right; all of them have to be chosen. */
function Several({ choices, answer, onAnswer }: SeveralProps) {
  const chosen = new Set(Array.isArray(answer) ? answer : answer === undefined || answer === null ? [] : [answer]);
  const change = (value: number, isChosen: boolean) => {
    const others = [...chosen].filter((other) => other !== value);
    onAnswer(isChosen ? [...others, value].sort((one, other) => one - other) : others);
  };
  return (
    <div className={styles.options}>
      <p className={styles.hint}>Several answers are right: choose all of them.</p>
      {choices.map(({ value, label }) => (
        <label key={label}>
          <input
            type="checkbox"
            checked={chosen.has(value)}
            onChange={(event) => change(value, event.target.checked)}
          />
          {label}
        </label>
      ))}
    </div>
  );
}

function Cloze({ question, number, answer, onAnswer }: AnswerProps & { number: number }) {
  const parts = splitGaps(question.question);
  const texts = Array.isArray(answer) ? answer.map(String) : [];
  const change = (index: number, text: string) =>
    onAnswer(parts.slice(1).map((_, gap) => (gap === index ? text : (texts[gap] ?? ""))));
  return (
    <p className={styles.text}>
      {number}.{" "}
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a question do not change
        <Fragment key={index}>
          {index > 0 && (
            <input
              className={styles.gap}
              aria-label={`Gap ${index} of question ${number}`}
              value={texts[index - 1] ?? ""}
              onChange={(event) => change(index - 1, event.target.value)}
              autoComplete="off"
            />
          )}
          {part}
        </Fragment>
      ))}
    </p>
  );
}
