import { describe, expect, it } from "vitest";
import { MATH_MARK, markMath } from "@/features/study/tutor/math";

describe("formulas in Markdown", () => {
  it("become code, in a line or as a block", () => {
    expect(markMath("Let $a_1 + b_1$ be")).toBe(`Let \`${MATH_MARK}a_1 + b_1\` be`);
    expect(markMath("\\(x^2\\)")).toBe(`\`${MATH_MARK}x^2\``);
    expect(markMath("$$\\frac{a}{b}$$").trim()).toBe("```math\n\\frac{a}{b}\n```");
    expect(markMath("\\[x\\]").trim()).toBe("```math\nx\n```");
  });

  it("are not found in code, nor in amounts of money", () => {
    for (const text of ["`$x$`", "```sh\necho $HOME $PATH\n```", "It costs $5 and $6.", "A price of 5$ or 6$"]) {
      expect(markMath(text)).toBe(text);
    }
  });
});
