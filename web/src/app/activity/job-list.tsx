import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useRef } from "react";
import styles from "@/app/activity/activity.module.css";
import { api, type Job } from "@/app/overview-api";
import { invalidatePaths } from "@/shared/api/api";
import { Button } from "@/shared/components/button";
import { ErrorAlert } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { ProgressBar } from "@/shared/components/progress-bar";
import { formatCount, formatDateTime } from "@/shared/format";

const STATE_LABELS: Record<Job["state"], string> = {
  queued: "Queued",
  running: "Running",
  waiting: "Waiting",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

type JobListProps = { jobs: readonly Job[]; labels: Record<string, string> };

/** The jobs, the newest first. */
export function JobList({ jobs, labels }: JobListProps) {
  return (
    <ul className={styles.list} aria-label="Jobs">
      {jobs.map((job) => (
        <JobRow key={`${job.app}/${job.id}`} job={job} label={labels[job.app] ?? job.app} />
      ))}
    </ul>
  );
}

function JobRow({ job, label }: { job: Job; label: string }) {
  const cache = useQueryClient();
  const params = { path: { app: job.app, id: job.id } };
  const row = useRef<HTMLLIElement>(null);
  const titleId = useId();
  const change = useMutation({
    mutationFn: (action: "cancel" | "retry") =>
      action === "cancel"
        ? api.POST("/api/activity/{app}/{id}/cancel", { params })
        : api.POST("/api/activity/{app}/{id}/retry", { params }),
    // The button goes away with the state.
    onSuccess: () => row.current?.querySelector("a")?.focus(),
    onSettled: () => invalidatePaths(cache, "/api/activity", "/api/today"),
  });
  return (
    <li ref={row} className={styles.job}>
      <div className={styles.text}>
        <p className={styles.title}>
          <Link id={titleId} to={job.url}>
            {job.title}
          </Link>
          <span className={`${styles.state} ${styles[job.state]}`}>{STATE_LABELS[job.state]}</span>
        </p>
        <p className={styles.detail}>
          {label} · {formatTimes(job)}
        </p>
        {job.progress && (
          <ProgressBar
            label={`Progress of ${job.title}`}
            done={job.progress.done}
            total={job.progress.total ?? null}
            text={formatProgress(job.progress)}
          />
        )}
        {job.reason && <p className={job.state === "failed" ? styles.reason : styles.detail}>{job.reason}</p>}
        {job.next_try_at && <p className={styles.detail}>Next try: {formatDateTime(job.next_try_at)}</p>}
        <ErrorAlert error={change.error} />
      </div>
      <div className={styles.buttons}>
        {job.can_retry && (
          <Button aria-describedby={titleId} isPending={change.isPending} onPress={() => change.mutate("retry")}>
            Retry
          </Button>
        )}
        {job.can_cancel && (
          <Button aria-describedby={titleId} isPending={change.isPending} onPress={() => change.mutate("cancel")}>
            Cancel
          </Button>
        )}
      </div>
    </li>
  );
}

function formatTimes({ requested_at, started_at, finished_at }: Job): string {
  if (finished_at) return `ended ${formatDateTime(finished_at)}`;
  return started_at ? `started ${formatDateTime(started_at)}` : `requested ${formatDateTime(requested_at)}`;
}

function formatProgress({ done, total, unit }: NonNullable<Job["progress"]>): string {
  if (unit === "percent") return `${Math.round(done)} %`;
  return total == null ? `${formatCount(done)} ${unit}` : `${formatCount(done)} of ${formatCount(total)} ${unit}`;
}
