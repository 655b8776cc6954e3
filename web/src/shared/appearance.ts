/** Light, dark or as the system says. The choice is kept in the browser as well, so that a page never flashes. */
const APPEARANCES = ["system", "light", "dark"] as const;
export type Appearance = (typeof APPEARANCES)[number];

const KEY = "alcove.appearance";

/** Use an appearance now and when a page of this browser opens. */
export function applyAppearance(appearance: Appearance): void {
  if (appearance === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = appearance;
  try {
    localStorage.setItem(KEY, appearance);
  } catch {
    // A browser may forbid storage; the account has the choice anyway.
  }
}

/** Use the appearance that this browser used last. */
export function restoreAppearance(): void {
  try {
    const stored = localStorage.getItem(KEY);
    applyAppearance(APPEARANCES.find((appearance) => appearance === stored) ?? "system");
  } catch {
    applyAppearance("system");
  }
}
