/** The feed for other calendar programs, and the import of their files. */
import { type FormEvent, useState } from "react";
import { take, useAction } from "@/features/study/actions";
import { $api, api, type Schemas } from "@/features/study/api";
import { FilePicker } from "@/features/study/components/file-picker";
import styles from "@/features/study/components/study.module.css";
import { uploadFile } from "@/features/study/materials/upload";
import { Button } from "@/shared/components/button";
import { Dialog } from "@/shared/components/dialog";
import { ErrorAlert, SuccessMessage } from "@/shared/components/feedback";
import { TextField } from "@/shared/components/fields";
import { showToast } from "@/shared/components/toast";
import { formatDateTime, pluralize } from "@/shared/format";

const FEED = ["/api/calendar/feed"];

export function FeedDialog({ onClose }: { onClose: () => void }) {
  const { data: feed, error } = $api.useQuery("get", "/api/calendar/feed");
  const make = useAction(() => take(api.POST("/api/calendar/feed")), { changes: FEED, showsError: true });
  const revoke = useAction(() => take(api.DELETE("/api/calendar/feed")), {
    changes: FEED,
    onDone: () => make.reset(),
  });
  const copy = async (url: string) => {
    await navigator.clipboard?.writeText(url);
    showToast({ message: "Copied the address." });
  };
  return (
    <Dialog title="Calendar feed" isOpen onClose={onClose}>
      <div className={styles.form}>
        <p>
          Other calendar programs can subscribe to your events, tasks, exams and classes. Whoever knows the address can
          read them.
        </p>
        <ErrorAlert error={error ?? make.error} />
        {make.data ? (
          <>
            <TextField
              label="Address of the feed"
              value={make.data.url}
              isReadOnly
              description="It is shown only now."
            />
            <Button variant="primary" onPress={() => void copy(make.data.url)}>
              Copy
            </Button>
          </>
        ) : (
          feed?.active && (
            <p className={styles.note}>
              There is a feed{feed.created_at && ` since ${formatDateTime(feed.created_at)}`}. Its address was shown
              when it was made. A new address replaces it.
            </p>
          )
        )}
        <div className={styles.buttons}>
          {!make.data && (
            <Button variant="primary" isPending={make.isPending} onPress={() => make.mutate()}>
              {feed?.active ? "Make a new address" : "Make an address"}
            </Button>
          )}
          {(feed?.active || make.data) && (
            <Button variant="danger" isPending={revoke.isPending} onPress={() => revoke.mutate()}>
              Revoke the address
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

type Imported = Schemas["CalendarImportBody"];

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [url, setUrl] = useState("");
  const load = useAction(
    (source: File | string) =>
      typeof source === "string"
        ? take(api.POST("/api/calendar/import", { body: { url: source } }))
        : uploadFile<Imported>("/api/calendar/import", { file: source }),
    { changes: ["/api/calendar"], showsError: true },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (url.trim()) load.mutate(url.trim());
  };
  return (
    <Dialog title="Import a calendar" isOpen onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <p>Events of an iCalendar file (.ics) are added. The same file again changes nothing.</p>
        <FilePicker
          label="Choose a file"
          accept=".ics,text/calendar"
          isPending={load.isPending}
          onChoose={([file]) => file && load.mutate(file)}
        />
        <TextField
          label="Or an address"
          value={url}
          onChange={setUrl}
          placeholder="https://…/calendar.ics"
          type="url"
        />
        <ErrorAlert error={load.error} />
        {load.data && <ImportResult result={load.data} />}
        <div className={styles.buttons}>
          <Button type="submit" isPending={load.isPending}>
            Import from the address
          </Button>
          <Button onPress={onClose}>Close</Button>
        </div>
      </form>
    </Dialog>
  );
}

function ImportResult({ result }: { result: Imported }) {
  return (
    <>
      <SuccessMessage>
        {pluralize(result.added, "event")} added, {result.updated} changed, {result.unchanged} unchanged,{" "}
        {result.skipped} skipped.
      </SuccessMessage>
      {result.problems.length > 0 && (
        <ul className={styles.note}>
          {result.problems.slice(0, 10).map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </>
  );
}
