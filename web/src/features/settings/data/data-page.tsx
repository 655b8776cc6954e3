import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Deletion, deletionQuery, scheduleDeletion } from "@/features/settings/data/account-data";
import styles from "@/features/settings/notifications/notifications.module.css";
import { Button } from "@/shared/components/button";
import { ConfirmDialog } from "@/shared/components/dialog";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { TextField } from "@/shared/components/fields";
import { PageHeader } from "@/shared/components/page-header";
import { formatDateTime } from "@/shared/format";

/** Download everything that belongs to the account, and delete the account. */
export function DataPage() {
  const deletion = useQuery(deletionQuery());
  return (
    <div className="page">
      <PageHeader title="Your data" description="A copy of what belongs to your account, and its deletion." />
      <ErrorAlert error={deletion.error} onRetry={() => deletion.refetch()} />
      {deletion.isPending && <Skeleton rows={2} />}
      {deletion.data && (
        <>
          <section aria-labelledby="export" className={styles.section}>
            <h2 id="export">Export</h2>
            <p>All data of your account, without passwords and keys.</p>
            <div className={styles.channels}>
              <a className="button" href="/api/export" download="account.json">
                Export JSON
              </a>
              <a className="button quiet" href="/api/export?format=pdf" download="account.pdf">
                Export PDF
              </a>
            </div>
          </section>
          <DeletionSection deletion={deletion.data} />
        </>
      )}
    </div>
  );
}

function DeletionSection({ deletion }: { deletion: Deletion }) {
  const cache = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [password, setPassword] = useState("");
  const schedule = useMutation({
    mutationFn: () => scheduleDeletion(password),
    onSuccess: (state) => {
      setOpen(false);
      cache.setQueryData(deletionQuery().queryKey, state);
    },
  });
  return (
    <section aria-labelledby="deletion" className={styles.section}>
      <h2 id="deletion">Deletion</h2>
      {deletion.scheduled ? (
        <p role="status">
          Your account is going to be deleted{deletion.due_at && ` on ${formatDateTime(deletion.due_at)}`}. Sign in
          before then to keep it.
        </p>
      ) : (
        <>
          <p>All your sessions end now. The account and its data are deleted after some days.</p>
          <p>
            <Button variant="danger" onPress={() => setOpen(true)}>
              Delete my account
            </Button>
          </p>
        </>
      )}
      <ConfirmDialog
        title="Delete your account?"
        confirmLabel="Delete my account"
        isOpen={isOpen}
        isPending={schedule.isPending}
        error={schedule.error}
        onConfirm={() => schedule.mutate()}
        onClose={() => setOpen(false)}
      >
        <TextField label="Your password" type="password" value={password} onChange={setPassword} />
      </ConfirmDialog>
    </section>
  );
}
