import type { ReactNode } from "react";

type ErrorAlertProps = { error: Error | null; onRetry?: () => void };

/** What went wrong, in the server's own words. */
export function ErrorAlert({ error, onRetry }: ErrorAlertProps) {
  if (!error) return null;
  return (
    <div className="notice error" role="alert">
      <p>{error.message}</p>
      {onRetry && (
        <button type="button" className="quiet" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Good news that came of something the reader did. */
export function SuccessMessage({ children }: { children: ReactNode }) {
  return <output className="notice success">{children}</output>;
}

/** There is nothing here yet; the children say what to do next. */
export function EmptyState({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="empty">
      <svg viewBox="0 0 64 64" aria-hidden="true" focusable="false">
        <circle cx="32" cy="32" r="30" />
        <circle cx="32" cy="32" r="21" />
        <circle cx="32" cy="32" r="10" />
        <circle cx="32" cy="32" r="1.5" />
      </svg>
      <h2>{title}</h2>
      <div>{children}</div>
    </div>
  );
}
