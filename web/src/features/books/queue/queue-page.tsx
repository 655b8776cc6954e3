import type { Download } from "@/features/books/api";
import { DownloadRow } from "@/features/books/queue/download-row";
import styles from "@/features/books/queue/queue.module.css";
import { useDownloads, useQueueActions } from "@/features/books/use-downloads";
import { Button } from "@/shared/components/button";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { lazyPart } from "@/shared/components/lazy-part";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";

// Dragging needs much code, which a queue without waiting books does not load.
const WaitingList = lazyPart(() => import("@/features/books/queue/waiting-list"), "WaitingList", <Skeleton rows={2} />);

export function QueuePage() {
  const { query, downloads } = useDownloads();
  const { clear } = useQueueActions();
  const running = downloads.filter(({ state }) => state === "downloading" || state === "resolving");
  const waiting = downloads.filter(({ state }) => state === "queued");
  const finished = downloads.filter(({ state }) => ["complete", "error", "cancelled"].includes(state));
  return (
    <div className="page">
      <PageHeader
        title="Download queue"
        description={query.data && `${running.length} downloading, ${waiting.length} waiting`}
        actions={
          finished.length > 0 && (
            <Button isPending={clear.isPending} onPress={() => clear.mutate()}>
              Clear finished
            </Button>
          )
        }
      />
      <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isPending && <Skeleton rows={3} label="Loading the queue" />}
      <Section title="Downloading" downloads={running} />
      {waiting.length > 0 && (
        <section aria-labelledby="waiting" className={styles.section}>
          <h2 id="waiting">Waiting</h2>
          <WaitingList downloads={waiting} />
        </section>
      )}
      <Section title="Finished" downloads={finished} />
      {query.data && downloads.length === 0 && (
        <EmptyState
          title="The queue is empty"
          action={
            <Link className="button" to="/books">
              Search for books
            </Link>
          }
        />
      )}
    </div>
  );
}

function Section({ title, downloads }: { title: string; downloads: readonly Download[] }) {
  if (downloads.length === 0) return null;
  return (
    <section aria-label={title} className={styles.section}>
      <h2>{title}</h2>
      <ul className={styles.list}>
        {downloads.map((download) => (
          <li key={download.id} className={styles.row}>
            <DownloadRow download={download} />
          </li>
        ))}
      </ul>
    </section>
  );
}
