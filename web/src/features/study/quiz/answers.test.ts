import { describe, expect, it } from "vitest";
import {
  blankQuestion,
  buildQuestion,
  countAnswered,
  describeAnswer,
  draftQuestion,
  findFault,
  type Question,
  splitGaps,
} from "@/features/study/quiz/answers";

const question = (fields: Partial<Question>) =>
  ({ id: "q", type: "multiple_choice", question: "?", points: 1, ...fields }) as Question;

describe("answers", () => {
  it("count when something is chosen or written", () => {
    const questions = [
      question({ id: "a" }),
      question({ id: "b", type: "cloze" }),
      question({ id: "c", type: "true_false" }),
    ];
    expect(countAnswered(questions, { a: 0, b: ["", " "], c: false })).toBe(2);
  });

  it("are shown in words", () => {
    const choice = question({ options: ["4", "7"] });
    expect([describeAnswer(choice, 1), describeAnswer(choice, [0, 1]), describeAnswer(choice, null)]).toEqual([
      "7",
      "4, 7",
      "No answer",
    ]);
    expect(describeAnswer(question({ type: "cloze" }), [["two", "2"], "itself"])).toBe("two or 2, itself");
    expect(splitGaps("A ____ has ___.")).toEqual(["A ", " has ", "."]);
  });
});

describe("the form", () => {
  it("says what is missing, and builds what the server takes", () => {
    const draft = blankQuestion("1");
    expect(findFault(draft)).toBe("Write the question.");
    const choice = { ...draft, question: "Prime?", options: "4\n7", answer: "9" };
    expect(findFault(choice)).toBe("The right answer must be one of the options.");
    expect(buildQuestion({ ...choice, answer: "7" })).toEqual({
      type: "multiple_choice",
      question: "Prime?",
      explanation: "",
      options: ["4", "7"],
      answer: "7",
    });
    expect(findFault({ ...draft, type: "cloze", question: "A ___ and ___", answer: "one" })).toContain("semicolons");
  });

  it("sends an answer as it was unless it is changed", () => {
    const source = { material_id: "m", passage_id: "p", title: "Cars", page: 2 };
    const cloze = question({ type: "cloze", question: "A ___ has ___", answer: [["car; van", "auto"], ["4"]], source });
    const draft = draftQuestion(cloze);
    expect(buildQuestion(draft)).toMatchObject({ id: "q", points: 1, answer: cloze.answer, source });
    expect(buildQuestion({ ...draft, answer: "car | auto; 4" })).toMatchObject({ answer: [["car", "auto"], "4"] });
    const choice = draftQuestion(question({ options: ["2", "4", "5"], answer: [0, 2] }));
    expect(choice.answer).toBe("2\n5");
    expect(buildQuestion({ ...choice, options: "2\n5" })).toMatchObject({ options: ["2", "5"], answer: ["2", "5"] });
  });
});
