/** The form of a quiz. */
import { useRef, useState } from "react";
import { FormDialog, useFields } from "@/features/study/components/form-dialog";
import styles from "@/features/study/components/study.module.css";
import {
  blankQuestion,
  buildQuestion,
  type DraftQuestion,
  draftQuestion,
  findFault,
  type QuestionType,
  TYPE_NAMES,
} from "@/features/study/quiz/answers";
import { type Quiz, useSaveQuiz } from "@/features/study/quiz/queries";
import { Button } from "@/shared/components/button";
import { NumberField, RadioGroup, TextField } from "@/shared/components/fields";
import { Select } from "@/shared/components/select";

const TYPES = Object.entries(TYPE_NAMES).map(([value, label]) => ({ value: value as QuestionType, label }));
const MAX_QUESTIONS = 200;

type QuizDialogProps = {
  /** The quiz with its answers; null for a new one. */
  quiz?: Quiz | null;
  onClose: () => void;
  onSaved: (quiz: Quiz) => void;
};

export function QuizDialog({ quiz = null, onClose, onSaved }: QuizDialogProps) {
  const { fields, set } = useFields({
    title: quiz?.title ?? "",
    limit: quiz?.time_limit ?? Number.NaN,
    passing: quiz?.passing_score ?? 70,
  });
  const [questions, setQuestions] = useState<readonly DraftQuestion[]>(
    quiz ? quiz.questions.map(draftQuestion) : [blankQuestion("new 1")],
  );
  const [isChecked, setChecked] = useState(false);
  const lastKey = useRef(1);
  const save = useSaveQuiz(onSaved);
  const change = (key: string, values: Partial<DraftQuestion>) =>
    setQuestions((all) => all.map((question) => (question.key === key ? { ...question, ...values } : question)));
  const addQuestion = () => {
    lastKey.current += 1;
    setQuestions((all) => [...all, blankQuestion(`new ${lastKey.current}`)]);
  };
  const submit = () => {
    setChecked(true);
    if (questions.some((question) => findFault(question) !== null)) return;
    save.mutate({
      id: quiz?.id ?? null,
      title: fields.title,
      time_limit: Number.isNaN(fields.limit) ? null : fields.limit,
      passing_score: Number.isNaN(fields.passing) ? 70 : fields.passing,
      questions: questions.map(buildQuestion) as never,
    });
  };
  return (
    <FormDialog
      title={quiz ? "Quiz" : "New quiz"}
      submitLabel={quiz ? "Save" : "Add quiz"}
      onSubmit={submit}
      onClose={onClose}
      isPending={save.isPending}
      error={save.error}
    >
      <TextField label="Title" value={fields.title} onChange={set("title")} isRequired autoFocus />
      <div className={styles.row}>
        <NumberField label="Minutes (optional)" minValue={1} value={fields.limit} onChange={set("limit")} />
        <NumberField
          label="Passed with (per cent)"
          minValue={0}
          maxValue={100}
          value={fields.passing}
          onChange={set("passing")}
        />
      </div>
      {questions.map((question, index) => (
        <QuestionForm
          key={question.key}
          number={index + 1}
          draft={question}
          fault={isChecked ? findFault(question) : null}
          onChange={(values) => change(question.key, values)}
          onRemove={
            questions.length > 1
              ? () => setQuestions((all) => all.filter(({ key }) => key !== question.key))
              : undefined
          }
        />
      ))}
      <div>
        <Button isDisabled={questions.length >= MAX_QUESTIONS} onPress={addQuestion}>
          Add a question
        </Button>
      </div>
    </FormDialog>
  );
}

type QuestionFormProps = {
  number: number;
  draft: DraftQuestion;
  fault: string | null;
  onChange: (values: Partial<DraftQuestion>) => void;
  onRemove: (() => void) | undefined;
};

const ANSWER_LABELS: Record<Exclude<QuestionType, "true_false">, string> = {
  multiple_choice: "Right option (one in each line, if several are right)",
  short_answer: "Accepted answers (one in each line)",
  cloze: "Texts of the gaps (separated by semicolons; | between texts that are both right)",
};

function QuestionForm({ number, draft, fault, onChange, onRemove }: QuestionFormProps) {
  const { type } = draft;
  return (
    <fieldset className={styles.panel}>
      <legend className="sr-only">Question {number}</legend>
      <Select
        label={`Type of question ${number}`}
        options={TYPES}
        value={type}
        onChange={(chosen) => onChange({ type: chosen, answer: "" })}
      />
      <TextField
        label={`Question ${number}`}
        rows={2}
        value={draft.question}
        onChange={(question) => onChange({ question })}
        error={fault ?? undefined}
      />
      {type === "multiple_choice" && (
        <TextField
          label="Options (one in each line)"
          rows={4}
          value={draft.options}
          onChange={(options) => onChange({ options })}
        />
      )}
      {type === "true_false" ? (
        <RadioGroup
          label="Right answer"
          value={draft.answer === "" ? null : (draft.answer as "true" | "false")}
          onChange={(answer) => onChange({ answer })}
          options={{ true: "True", false: "False" }}
        />
      ) : (
        <TextField
          label={ANSWER_LABELS[type]}
          rows={type === "cloze" ? 1 : 2}
          value={draft.answer}
          onChange={(answer) => onChange({ answer })}
        />
      )}
      <TextField
        label="Explanation (optional)"
        value={draft.explanation}
        onChange={(explanation) => onChange({ explanation })}
      />
      {onRemove && (
        <div>
          <Button variant="quiet" onPress={onRemove}>
            Remove question {number}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
