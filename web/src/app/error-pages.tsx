import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";

/** Show an error that a page threw while rendering, or that its code could not be loaded. */
export function ErrorPage({ error }: { error: unknown }) {
  return (
    <div className="page">
      <PageHeader title="This page crashed" />
      <p role="alert">{error instanceof Error ? error.message : "An unexpected error occurred."}</p>
      <p>
        <a href={window.location.href}>Reload the page</a>, or go to the <a href="/">start page</a>.
      </p>
    </div>
  );
}

export function NotFoundPage() {
  return (
    <div className="page">
      <PageHeader title="Page not found" />
      <p>
        No page has this address. Go to the <Link to="/">start page</Link>.
      </p>
    </div>
  );
}

/** Shown while the code of a page is loading. */
export function PendingPage() {
  return (
    <div className="page" aria-busy="true">
      <span className="sr-only">Loading the page</span>
      <span className="skeleton-line tall" />
    </div>
  );
}
