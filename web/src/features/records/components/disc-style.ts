/** How a record is drawn: every label keeps one colour, every kind of disc its outline. */

export type DiscKind = "lp" | "single" | "cd";

/** Colours that stand beside black vinyl in both themes. */
const LABELS = [
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

export function labelColour(label: string): string {
  let hash = 7;
  for (const sign of label.toLowerCase()) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) % 1_000_003;
  return LABELS[hash % LABELS.length] ?? "#d98f2b";
}

export function discKind(format: string): DiscKind {
  if (/\b(\d+x)?CDr?\b/i.test(format)) return "cd";
  return /7"/.test(format) ? "single" : "lp";
}
