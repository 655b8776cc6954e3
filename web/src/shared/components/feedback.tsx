import type { ReactNode } from "react";
import { ApiError } from "@/shared/api/client";
import { formatTime } from "@/shared/format";

type ErrorAlertProps = { error: Error | null; onRetry?: () => void };

/** Show the server's error message and, after a 429, the time at which to try again. */
export function ErrorAlert({ error, onRetry }: ErrorAlertProps) {
  if (!error) return null;
  const { code, retryAt } = error instanceof ApiError ? error : { code: "", retryAt: null };
  return (
    <div className="notice error" role="alert">
      <p>
        {error.message}
        {retryAt && <> You can try again at {formatTime(retryAt)}.</>}
      </p>
      {onRetry && code !== "role_needed" && (
        <button type="button" className="quiet" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Confirm that an action of the user succeeded. */
export function SuccessMessage({ children }: { children: ReactNode }) {
  return <output className="notice success">{children}</output>;
}

/** Show that there is nothing to list; the children say what to do next. */
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
