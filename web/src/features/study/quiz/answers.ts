/** Answers of an attempt, in the forms that the server takes, and how questions and results are shown. */
import type { Schemas } from "@/features/study/api";

export type Question = Schemas["ShownQuestion"];
export type Attempt = Schemas["ShownAttempt"];
export type QuestionType = Schemas["QuestionType"];
/** By the id of a question: an index or several of them, a boolean, a text, or a text for every gap. */
export type Answers = Record<string, unknown>;

export const TYPE_NAMES: Record<QuestionType, string> = {
  multiple_choice: "Multiple choice",
  true_false: "True or false",
  short_answer: "Short answer",
  cloze: "Fill the gaps",
};

const GAP = /_{3,}/g;

/** Return the texts before, between and after the gaps of a question. */
export const splitGaps = (question: string): string[] => question.split(GAP);

export const countGaps = (question: string): number => question.match(GAP)?.length ?? 0;

/** Return whether a question has an answer. */
export function isAnswered(question: Question, answer: unknown): boolean {
  if (Array.isArray(answer)) {
    return question.type === "cloze" ? answer.some((text) => String(text ?? "").trim() !== "") : answer.length > 0;
  }
  return typeof answer === "string" ? answer.trim() !== "" : answer !== undefined && answer !== null;
}

export const countAnswered = (questions: readonly Question[], answers: Answers): number =>
  questions.filter((question) => isAnswered(question, answers[question.id])).length;

const isIndex = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value);

/** Return an answer in words: options by their texts, gaps with commas. */
export function describeAnswer(question: Question, answer: unknown): string {
  if (answer === undefined || answer === null || answer === "") return "No answer";
  if (typeof answer === "boolean") return answer ? "True" : "False";
  if (Array.isArray(answer)) {
    const separator = question.type === "short_answer" ? " or " : ", ";
    const texts = answer.map((part) => (Array.isArray(part) ? part.join(" or ") : describePart(question, part)));
    return texts.length > 0 ? texts.join(separator) : "No answer";
  }
  return describePart(question, answer);
}

function describePart(question: Question, part: unknown): string {
  const option = isIndex(part) ? question.options?.[part] : undefined;
  return option ?? String(part ?? "");
}

/** Return the seconds until an attempt ends, null for one without a limit. */
export const secondsLeft = (attempt: Attempt, now: number): number | null =>
  attempt.expires_at ? Math.max(0, Math.ceil((new Date(attempt.expires_at).getTime() - now) / 1000)) : null;

/** A question of the form that writes quizzes; `answer` is the text that the form has. */
export type DraftQuestion = {
  key: string;
  /** The question that is changed; a new one has none. */
  known?: { question: Question; draft: Omit<DraftQuestion, "known"> };
  type: QuestionType;
  question: string;
  options: string;
  answer: string;
  explanation: string;
};

export const blankQuestion = (key: string): DraftQuestion => ({
  key,
  type: "multiple_choice",
  question: "",
  options: "",
  answer: "",
  explanation: "",
});

/** Return a question with its answer as the form has it. */
export function draftQuestion(question: Question): DraftQuestion {
  const draft = {
    key: question.id,
    type: question.type,
    question: question.question,
    options: (question.options ?? []).join("\n"),
    answer: writeAnswer(question),
    explanation: question.explanation ?? "",
  };
  return { ...draft, known: { question, draft } };
}

function writeAnswer({ type, answer, options = [] }: Question): string {
  if (!Array.isArray(answer)) return answer === undefined || answer === null ? "" : String(answer);
  if (type === "multiple_choice") return answer.map((index) => options[index] ?? "").join("\n");
  if (type === "cloze") return answer.map((gap) => (Array.isArray(gap) ? gap.join(" | ") : String(gap))).join("; ");
  return answer.join("\n");
}

const isSameAnswer = ({ type, options, answer, known }: DraftQuestion): boolean =>
  known !== undefined && known.draft.type === type && known.draft.options === options && known.draft.answer === answer;

const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/**
 * Return a question as the server takes it: options and accepted texts are lines, gaps are separated by semicolons. An
 * answer that is as it was is sent as it was, so that nothing of it is lost in the form.
 */
export function buildQuestion(draft: DraftQuestion): Partial<Schemas["QuestionBody"]> {
  const { id, points, source, quote } = draft.known?.question ?? {};
  const base = {
    type: draft.type,
    question: draft.question.trim(),
    explanation: draft.explanation.trim(),
    ...(id && { id }),
    ...(points && { points }),
    ...(source && { source }),
    ...(quote && { quote }),
  };
  if (draft.known && isSameAnswer(draft)) {
    const { options, answer } = draft.known.question;
    return { ...base, ...(options && { options }), answer };
  }
  switch (draft.type) {
    case "multiple_choice": {
      const right = lines(draft.answer);
      return { ...base, options: lines(draft.options), answer: right.length === 1 ? right[0] : right };
    }
    case "true_false":
      return { ...base, answer: draft.answer === "true" };
    case "short_answer":
      return { ...base, answer: lines(draft.answer) };
    case "cloze":
      return { ...base, answer: draft.answer.split(";").map(splitAccepted) };
  }
}

/** Return the text of a gap, or its texts where several are accepted. */
function splitAccepted(text: string): string | string[] {
  const accepted = text.split("|").map((part) => part.trim());
  return accepted.length === 1 ? (accepted[0] ?? "") : accepted.filter(Boolean);
}

/** Return what is missing in a question of the form, null if nothing is. */
export function findFault(draft: DraftQuestion): string | null {
  if (!draft.question.trim()) return "Write the question.";
  const options = lines(draft.options);
  if (draft.type === "multiple_choice" && options.length < 2) return "Write at least two options, one in each line.";
  if (!draft.answer.trim()) return "Say which answer is right.";
  if (draft.type === "multiple_choice" && lines(draft.answer).some((text) => !options.includes(text)))
    return "The right answer must be one of the options.";
  if (draft.type === "cloze" && countGaps(draft.question) === 0) return "Mark each gap with three underscores: ___";
  if (draft.type === "cloze" && draft.answer.split(";").length !== countGaps(draft.question))
    return "Write one text for each gap, separated by semicolons.";
  return null;
}
