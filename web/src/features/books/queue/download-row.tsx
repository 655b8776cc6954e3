import { type ReactNode, useId } from "react";
import type { Download } from "@/features/books/api";
import { BookCover } from "@/features/books/components/book-cover";
import { BookStateText } from "@/features/books/components/book-state";
import { formatDuration, formatSize, formatSpeed } from "@/features/books/format";
import styles from "@/features/books/queue/queue.module.css";
import { useQueueActions } from "@/features/books/use-downloads";
import { Button } from "@/shared/components/button";
import { Link } from "@/shared/components/link";
import { ProgressBar } from "@/shared/components/progress-bar";
import { formatDateTime } from "@/shared/format";

/** One download: its state, progress and place, and what can be done with it. */
export function DownloadRow({ download, children }: { download: Download; children?: ReactNode }) {
  const titleId = useId();
  const { id, title, author, format, size, source_name, state } = download;
  const facts = [author || "Author unknown", format?.toUpperCase(), size, source_name].filter(Boolean);
  return (
    <>
      <BookCover title={title} author={author} url={download.cover} />
      <div className={styles.text}>
        <Link id={titleId} className={styles.title} to="/books/item/$id" params={{ id }}>
          {title}
        </Link>
        <p className={styles.facts}>{facts.join(" · ")}</p>
        <BookStateText state={download} />
        {state === "downloading" && <Progress download={download} />}
        {state === "complete" && <Place download={download} />}
      </div>
      <div className={styles.actions}>
        <Actions download={download} titleId={titleId} />
        {children}
      </div>
    </>
  );
}

function Progress({ download }: { download: Download }) {
  const { title, progress, received, total, bytes_per_second: speed, seconds_left: left } = download;
  const parts = [
    received !== null && (total ? `${formatSize(received)} of ${formatSize(total)}` : formatSize(received)),
    speed !== null && formatSpeed(speed),
    left !== null && `${formatDuration(left)} left`,
    download.message !== "Downloading" && download.message,
  ].filter(Boolean);
  return (
    <>
      <ProgressBar
        label={`Progress of ${title}`}
        done={progress}
        total={total === null && progress === 0 ? null : 100}
      />
      <p className={styles.facts}>{parts.join(" · ")}</p>
    </>
  );
}

function Place({ download: { delivered_to: place, file, message, changed_at: changedAt } }: { download: Download }) {
  return (
    <>
      <p className={styles.facts}>
        {place ? (
          <>
            Delivered to <b>{place}</b>, {formatDateTime(changedAt)}
          </>
        ) : (
          formatDateTime(changedAt)
        )}
        {!file && ". The library has taken the file."}
      </p>
      {message && <p className={styles.facts}>{message}</p>}
    </>
  );
}

function Actions({ download, titleId }: { download: Download; titleId: string }) {
  const { cancel, retry } = useQueueActions();
  const { id, state, file } = download;
  const isWaiting = state === "queued" && (download.waits_for_folder || download.retry_at !== null);
  const isOpen = state === "queued" || state === "resolving" || state === "downloading";
  return (
    <>
      {file && state === "complete" && (
        <a className={styles.download} href={file} download aria-describedby={titleId}>
          Download
        </a>
      )}
      {(state === "error" || state === "cancelled" || isWaiting) && (
        <Button aria-describedby={titleId} isPending={retry.isPending} onPress={() => retry.mutate(id)}>
          Retry
        </Button>
      )}
      <Button
        variant={isOpen ? "secondary" : "quiet"}
        aria-describedby={titleId}
        isPending={cancel.isPending}
        onPress={() => {
          cancel.mutate(id);
          if (!isOpen) document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
        }}
      >
        {isOpen ? "Cancel" : "Remove"}
      </Button>
    </>
  );
}
