import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { api, type SourceState } from "@/features/books/api";
import { bodyOf, sourcesKey, sourcesQuery } from "@/features/books/queries";
import styles from "@/features/books/sources/sources.module.css";
import { Button } from "@/shared/components/button";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { formatDateTime, pluralize } from "@/shared/format";

export function SourcesPage() {
  const sources = useQuery(sourcesQuery());
  return (
    <div className="page">
      <PageHeader
        title="Sources"
        description="The catalogues that are searched, the preferred one first."
        actions={
          <Link className="button" to="/settings/sources">
            Choose sources
          </Link>
        }
      />
      <ErrorAlert error={sources.error} onRetry={() => void sources.refetch()} />
      {sources.isPending && <Skeleton rows={3} label="Loading the sources" />}
      {sources.data?.sources.length === 0 && <EmptyState title="No catalogue is enabled" />}
      {sources.data && (
        <ul aria-label="Sources" className={styles.list}>
          {sources.data.sources.map((source) => (
            <SourceRow key={source.name} source={source} />
          ))}
        </ul>
      )}
    </div>
  );
}

const WORDS = {
  ok: "Works",
  held: "Held",
  failed: "Failed",
  needs_settings: "Needs settings",
  unknown: "Not asked yet",
} as const;

function SourceRow({ source }: { source: SourceState }) {
  const titleId = useId();
  const cache = useQueryClient();
  const test = useMutation({
    mutationFn: async () =>
      bodyOf(await api.POST("/api/books/sources/{name}/test", { params: { path: { name: source.name } } })),
    onSettled: () => cache.invalidateQueries({ queryKey: sourcesKey }),
  });
  return (
    <li className={styles.row}>
      <div className={styles.text}>
        <h2 id={titleId}>{source.display_name}</h2>
        <p>
          <span className={`${styles.state} ${styles[source.state]}`}>{WORDS[source.state]}</span>
          {source.held_until && ` until ${formatDateTime(source.held_until)}`}
        </p>
        {source.reason && <p className={styles.reason}>{source.reason}</p>}
        <p className={styles.muted}>
          {source.succeeded_at ? `Last success: ${formatDateTime(source.succeeded_at)}` : "No success so far"}
          {source.failed_at && ` · last failure: ${formatDateTime(source.failed_at)}`}
          {source.waiting > 0 && ` · ${pluralize(source.waiting, "book waits", "books wait")} for it`}
        </p>
        {source.left_out && <p className={styles.muted}>Left out: {source.left_out}</p>}
        <div aria-live="polite">
          {test.data && (
            <p className={test.data.success ? styles.success : styles.reason}>
              {test.data.success ? "Test passed" : "Test failed"}: {test.data.message}
            </p>
          )}
        </div>
        <ErrorAlert error={test.error} />
      </div>
      <Button aria-describedby={titleId} isPending={test.isPending} onPress={() => test.mutate()}>
        {test.isPending ? "Testing" : "Test"}
      </Button>
    </li>
  );
}
