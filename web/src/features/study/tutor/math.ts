/** Marks formulas in Markdown as code, so that Markdown leaves their backslashes and underscores alone. */

/** The language of a block, and the first character of a code span, that is a formula. */
export const MATH_LANGUAGE = "math";
export const MATH_MARK = "\uE000";

const CODE = /(```[\s\S]*?(?:```|$)|`[^`\n]*`)/;
const BLOCKS = [/\$\$([\s\S]+?)\$\$/g, /\\\[([\s\S]+?)\\\]/g];
const SPANS = [/\\\(([^\n]+?)\\\)/g, /(?<![\\$\w])\$(?=[^\s$])([^$\n]*?[^\s\\$])\$(?![\w$])/g];

/** Return Markdown in which formulas are code; `$5 and $6` is none, and code stays as it is. */
export function markMath(markdown: string): string {
  return markdown
    .split(CODE)
    .map((part, index) => (index % 2 === 1 ? part : markPart(part)))
    .join("");
}

function markPart(part: string): string {
  let text = part;
  for (const block of BLOCKS)
    text = text.replace(block, (_, tex: string) => `\n\n\`\`\`${MATH_LANGUAGE}\n${tex.trim()}\n\`\`\`\n\n`);
  const pieces = text.split(CODE);
  return pieces
    .map((piece, index) => {
      if (index % 2 === 1) return piece;
      return SPANS.reduce((marked, span) => marked.replace(span, (_, tex: string) => asSpan(tex)), piece);
    })
    .join("");
}

const asSpan = (tex: string) => (tex.includes("`") ? tex : `\`${MATH_MARK}${tex}\``);
