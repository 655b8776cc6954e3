import { useEffect, useState } from "react";

/** Return the value as it was once it had not changed for `delay` milliseconds. */
export function useDebounced<T>(value: T, delay: number): T {
  const [debounced, setDebounced] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return debounced;
}

/** Name the page in the browser's tab and history. */
export function useDocumentTitle(name: string): void {
  useEffect(() => {
    document.title = `${name} · Alcove`;
  }, [name]);
}
