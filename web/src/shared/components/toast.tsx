/** Short messages about finished actions, with an action such as Undo. They leave by themselves, unless they are errors. */
import { useSyncExternalStore } from "react";
import styles from "@/shared/components/toast.module.css";

type Toast = {
  message: string;
  kind?: "success" | "error";
  /** A button, such as Undo. */
  action?: { label: string; run: () => void };
};

type ShownToast = Toast & { id: number };

const SHOWN_MS = 8_000;
const MAX_SHOWN = 3;

let toasts: readonly ShownToast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function update(next: readonly ShownToast[]) {
  toasts = next.slice(-MAX_SHOWN);
  for (const listener of listeners) listener();
}

const closeToast = (id: number): void => update(toasts.filter((toast) => toast.id !== id));

/** Show a message and return a function that closes it. */
export function showToast(toast: Toast): () => void {
  lastId += 1;
  const id = lastId;
  update([...toasts, { ...toast, id }]);
  if (toast.kind !== "error") setTimeout(closeToast, SHOWN_MS, id);
  return () => closeToast(id);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The region that shows the messages; the shell has one. */
export function ToastRegion() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <section aria-label="Messages" aria-live="polite" className={styles.region}>
      {shown.map(({ id, message, kind = "success", action }) => (
        <div key={id} className={`${styles.toast} ${styles[kind]}`} role={kind === "error" ? "alert" : undefined}>
          <p>{message}</p>
          {action && (
            <button
              type="button"
              className="quiet"
              onClick={() => {
                action.run();
                closeToast(id);
                focusMain();
              }}
            >
              {action.label}
            </button>
          )}
          <button
            type="button"
            className="quiet"
            aria-label="Close the message"
            onClick={() => {
              closeToast(id);
              focusMain();
            }}
          >
            ×
          </button>
        </div>
      ))}
    </section>
  );
}

/** The button that had the focus is gone: move the focus to the page's content. */
const focusMain = () => document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
