import { Link, useRouteError } from "react-router";
import { EmptyState } from "@/shared/components/feedback";
import { useDocumentTitle } from "@/shared/hooks";

/** Shows an error of the page itself instead of going blank. */
export function ErrorBoundary() {
  const error = useRouteError();
  return (
    <EmptyState title="This page failed">
      <p role="alert">{error instanceof Error ? error.message : "Something unexpected happened."}</p>
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
    <EmptyState title="There is nothing here">
      <p>
        Go to the <Link to="/">start page</Link>.
      </p>
    </EmptyState>
  );
}
