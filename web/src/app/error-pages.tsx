import { Link, useRouteError } from "react-router";
import { EmptyState } from "@/shared/components/feedback";
import { useDocumentTitle } from "@/shared/hooks";

/** Show an error that a page threw while rendering. */
export function ErrorBoundary() {
  const error = useRouteError();
  return (
    <EmptyState title="This page failed">
      <p role="alert">{error instanceof Error ? error.message : "An unexpected error occurred. Reload the page."}</p>
      <p>
        <Link to="/" reloadDocument>
          Go to the start page
        </Link>
      </p>
    </EmptyState>
  );
}

export function NotFoundPage() {
  useDocumentTitle("Not found");
  return (
    <EmptyState title="Page not found">
      <p>
        No page has this address. Go to the <Link to="/">start page</Link>.
      </p>
    </EmptyState>
  );
}
