import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/features/books/api";
import { formatSize } from "@/features/books/format";
import { bodyOf, ingestKey, ingestQuery } from "@/features/books/queries";
import styles from "@/features/books/settings/settings.module.css";
import { SettingsForm } from "@/features/books/settings/settings-form";
import { Button } from "@/shared/components/button";
import { ErrorAlert, Skeleton, SuccessMessage } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { formatCount, formatDateTime, pluralize } from "@/shared/format";

export function IngestPage() {
  return (
    <div className="page">
      <PageHeader title="Ingest folder" description="Where finished books are put, for Calibre or another library." />
      <FolderState />
      <SettingsForm tab="downloads" exclude={["test_destination"]} />
    </div>
  );
}

function FolderState() {
  const cache = useQueryClient();
  const ingest = useQuery(ingestQuery());
  const test = useMutation({
    mutationFn: async () => bodyOf(await api.POST("/api/books/ingest/test")),
    onSettled: () => cache.invalidateQueries({ queryKey: ingestKey }),
  });
  const state = ingest.data;
  return (
    <section aria-label="State of the folder" className={styles.panel}>
      <ErrorAlert error={ingest.error} onRetry={() => void ingest.refetch()} />
      {ingest.isPending && <Skeleton rows={1} label="Loading the folder" />}
      {state && (
        <dl className={styles.facts}>
          <Fact name="Folder" value={state.folder} />
          <Fact name="State" value={state.state === "ok" ? "Books can be delivered" : "Books cannot be delivered"} />
          {state.free_bytes !== null && <Fact name="Free space" value={formatSize(state.free_bytes)} />}
          <Fact name="Delivered files" value={formatCount(state.delivered)} />
          <Fact name="Checked" value={formatDateTime(state.checked_at)} />
        </dl>
      )}
      {state?.problem && !test.data && (
        <div className="notice error" role="alert">
          <p>
            {state.problem}
            {state.waiting > 0 && ` ${pluralize(state.waiting, "book waits", "books wait")} for it.`}
          </p>
        </div>
      )}
      <div aria-live="polite">
        {test.data?.success && <SuccessMessage>Write test passed. {test.data.message}</SuccessMessage>}
      </div>
      {test.data && !test.data.success && (
        <div className="notice error" role="alert">
          <p>Write test failed. {test.data.message}</p>
        </div>
      )}
      <ErrorAlert error={test.error} />
      <div className={styles.buttons}>
        <Button isPending={test.isPending} onPress={() => test.mutate()}>
          Write test
        </Button>
        <Link className={styles.link} to="/books/queue">
          Download queue
        </Link>
      </div>
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
