import { useEffect, useRef } from "react";

const IS_TEXT = "input:not([type=radio], [type=checkbox], [type=button]), textarea, select, [contenteditable=true]";

/** Call a function when its key is pressed, unless a text is being typed or a dialog is open. */
export function useKeys(actions: Readonly<Record<string, () => void>>): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { target, key, repeat } = event;
      if (event.defaultPrevented || repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (target instanceof Element && (target.matches(IS_TEXT) || target.closest("[role=dialog], [role=listbox]")))
        return;
      const run = latest.current[key.toLowerCase()];
      if (!run) return;
      event.preventDefault();
      run();
    };
    // React Aria stops keys in its controls: they are handled before they reach them.
    window.addEventListener("keydown", listen, { capture: true });
    return () => window.removeEventListener("keydown", listen, { capture: true });
  }, []);
}
