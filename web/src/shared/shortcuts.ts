/** Keyboard shortcuts: a registry of keys, which do nothing in text fields, menus and dialogs. */
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

/** Keys such as `k`, `?`, `ArrowRight`, `g r` (one after the other) or `mod+k` (Ctrl or ⌘). */
type Shortcut = { keys: string; label: string; run: () => void };

/** Shortcuts of one page, or of all pages, as the list of keys shows them. */
type ShortcutGroup = { title: string; shortcuts: readonly Shortcut[] };

const SEQUENCE_MS = 1_500;

const OTHER_INPUTS = ["checkbox", "radio", "button", "submit", "reset", "file", "range", "color", "image"];
const TEXT_FIELDS = [
  `input${OTHER_INPUTS.map((type) => `:not([type=${type}])`).join("")}`,
  "textarea",
  "select",
  "[contenteditable]:not([contenteditable=false])",
  "[role=textbox]",
  "[role=searchbox]",
  "[role=combobox]",
  "[role=spinbutton]",
].join(",");
/** Letters choose an entry there. */
const LISTS = "[role=menu],[role=listbox],[role=tree]";
const DIALOGS = "[role=dialog],[role=alertdialog]";

let groups: readonly ShortcutGroup[] = [];
const listeners = new Set<() => void>();

function update(next: readonly ShortcutGroup[]) {
  groups = next;
  for (const listener of listeners) listener();
}

/** Add shortcuts, and return a function that removes them. The keys of a later group win. */
export function registerShortcuts(group: ShortcutGroup): () => void {
  update([...groups, group]);
  return () => update(groups.filter((other) => other !== group));
}

/** Return the groups of shortcuts that are active. */
export const useShortcutGroups = (): readonly ShortcutGroup[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => groups,
  );

/** Have shortcuts while a component is shown. `title` names the page in the list of keys. */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const run = useEffectEvent((keys: string) => shortcuts.find((shortcut) => shortcut.keys === keys)?.run());
  const shown = JSON.stringify(shortcuts.map(({ keys, label }) => ({ keys, label })));
  useEffect(() => {
    const listed = JSON.parse(shown) as { keys: string; label: string }[];
    return registerShortcuts({
      title,
      shortcuts: listed.map(({ keys, label }) => ({ keys, label, run: () => run(keys) })),
    });
  }, [title, shown]);
}

/** Listen to the keyboard until the returned function is called. */
export function listenToShortcuts(): () => void {
  let before = "";
  let expiry: ReturnType<typeof setTimeout> | undefined;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || isReserved(event)) return;
    const key = readKey(event);
    if (!key) return;
    clearTimeout(expiry);
    const sequence = before ? `${before} ${key}` : key;
    before = "";
    const shortcut = findShortcut(sequence) ?? findShortcut(key);
    if (shortcut) {
      event.preventDefault();
      event.stopPropagation();
      shortcut.run();
    } else if (isPrefix(key)) {
      before = key;
      expiry = setTimeout(() => {
        before = "";
      }, SEQUENCE_MS);
    }
  };
  // Components stop the propagation of keys that they handle, so shortcuts come first.
  window.addEventListener("keydown", onKeyDown, true);
  return () => {
    clearTimeout(expiry);
    window.removeEventListener("keydown", onKeyDown, true);
  };
}

const findShortcut = (keys: string): Shortcut | undefined =>
  groups
    .toReversed()
    .flatMap(({ shortcuts }) => shortcuts)
    .find((shortcut) => shortcut.keys === keys);

const isPrefix = (key: string): boolean =>
  groups.some(({ shortcuts }) => shortcuts.some(({ keys }) => keys.startsWith(`${key} `)));

function isReserved({ target }: KeyboardEvent): boolean {
  if (document.querySelector(DIALOGS)) return true;
  return target instanceof Element && target.closest(`${TEXT_FIELDS},${LISTS}`) !== null;
}

/** Return the key as shortcuts are written; "" for one that is no shortcut. */
function readKey({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): string {
  if (altKey || ["Control", "Meta", "Shift", "Alt", "Tab"].includes(key)) return "";
  const name = key.length === 1 ? key.toLowerCase() : key;
  return ctrlKey || metaKey ? `mod+${name}` : name;
}

const NAMES: Record<string, string> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  " ": "Space",
};
const isApple = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? "");

/** Return the keys as people read them: `["g", "r"]`, `["⌘K"]` or `["Ctrl+K"]`. */
export const formatKeys = (keys: string): string[] =>
  keys.split(" ").map((key) => {
    if (key.startsWith("mod+")) return `${isApple ? "⌘" : "Ctrl+"}${key.slice(4).toUpperCase()}`;
    return NAMES[key] ?? key;
  });
