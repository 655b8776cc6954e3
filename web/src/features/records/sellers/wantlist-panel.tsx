import { useReadWantlist, useWantlistSync } from "@/features/records/sellers/queries";
import styles from "@/features/records/sellers/sellers.module.css";
import { Button } from "@/shared/components/button";
import { ErrorAlert } from "@/shared/components/feedback";
import { formatDateTime, pluralize } from "@/shared/format";

/** The size of the wantlist, when it was read from Discogs, and a button that reads it again. */
export function WantlistPanel() {
  const sync = useWantlistSync();
  const read = useReadWantlist();
  const state = sync.data;
  if (!state) return <ErrorAlert error={sync.error as Error | null} onRetry={() => sync.refetch()} />;
  const isReading = state.state === "queued" || state.state === "running";
  const pages = state.pages ? ` (page ${state.page} of ${state.pages})` : "";
  const age = state.finished_at ? `read ${formatDateTime(state.finished_at)}` : "not read from Discogs yet";
  return (
    <section className={styles.wantlist} aria-label="Wantlist">
      <p role="status">
        Your wantlist: {pluralize(state.wants, "release")}, {isReading ? `being read${pages}` : age}.
      </p>
      <Button isPending={read.isPending || isReading} onPress={() => read.mutate({})}>
        Read the wantlist
      </Button>
      {state.error && (
        <p className="notice error" role="alert">
          {state.error} {state.retry_at && `It is tried again at ${formatDateTime(state.retry_at)}.`}
        </p>
      )}
      <ErrorAlert error={read.error as Error | null} />
    </section>
  );
}
