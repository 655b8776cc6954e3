import type { ReactNode } from "react";
import { ApiError } from "@/shared/api/client";
import styles from "@/shared/components/feedback.module.css";
import { formatTime } from "@/shared/format";

type ErrorAlertProps = {
  /** Requests throw an `ApiError`, although the generated types say that they throw the body of the response. */
  error: object | null | undefined;
  onRetry?: () => void;
};

/** Show the server's error message, when the request can be sent again, and a button to do so. */
export function ErrorAlert({ error, onRetry }: ErrorAlertProps) {
  if (!error) return null;
  const { code, retryAt } = error instanceof ApiError ? error : { code: "", retryAt: null };
  return (
    <div className="notice error" role="alert">
      <p>
        {(error as Error).message}
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

type EmptyStateProps = {
  /** The fact, as a short sentence without a full stop. */
  title: string;
  /** What follows from it, if that is not obvious. */
  children?: ReactNode;
  /** One button or link: what to do next. */
  action?: ReactNode;
};

/** Say that there is nothing to show, and what to do about it. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <h2>{title}</h2>
      {children && <div className={styles.text}>{children}</div>}
      {action}
    </div>
  );
}

/** Placeholders of rows that are loading. */
export function Skeleton({ rows = 6, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div className={styles.skeleton} aria-busy="true">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all the same
        <div key={row} className={styles.row}>
          <span className="skeleton-line wide" />
          <span className="skeleton-line" />
        </div>
      ))}
    </div>
  );
}
