/** How a record is drawn: the label determines the colour, the format the shape. */

type DiscKind = "lp" | "single" | "cd";

/** Colours with enough contrast to black vinyl in both themes. */
const LABEL_COLOURS = [
  "#d98f2b",
  "#b5483a",
  "#3f7f8c",
  "#7a8f3c",
  "#8a5a8f",
  "#c9b458",
  "#4a6fa5",
  "#a66a4c",
  "#5f9e7f",
  "#b0768a",
];

export function pickLabelColour(label: string): string {
  let hash = 7;
  for (const character of label.toLowerCase()) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return LABEL_COLOURS[hash % LABEL_COLOURS.length] ?? "#d98f2b";
}

export function parseDiscKind(format: string): DiscKind {
  if (/\b(\d+x)?CDr?\b/i.test(format)) return "cd";
  return /7"/.test(format) ? "single" : "lp";
}
