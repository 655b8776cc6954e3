import { type FormEvent, useState } from "react";
import type { QuietHours } from "@/features/settings/api";
import styles from "@/features/settings/notifications/notifications.module.css";
import { useChangeNotifications } from "@/features/settings/notifications/use-change-notifications";
import { Button } from "@/shared/components/button";
import { ErrorAlert } from "@/shared/components/feedback";
import { TextField } from "@/shared/components/fields";
import { showToast } from "@/shared/components/toast";

/** The hours in which nothing is sent; what happens then is sent at their end. */
export function QuietHoursForm({ hours }: { hours: QuietHours | null }) {
  const [start, setStart] = useState(hours?.start.slice(0, 5) ?? "");
  const [end, setEnd] = useState(hours?.end.slice(0, 5) ?? "");
  const change = useChangeNotifications();
  const zone = hours?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const save = (event: FormEvent) => {
    event.preventDefault();
    const quiet_hours = start && end ? { start, end, zone } : null;
    change.mutate({ quiet_hours }, { onSuccess: () => showToast({ message: "The quiet hours are stored." }) });
  };
  return (
    <section aria-labelledby="quiet-hours" className={styles.section}>
      <h2 id="quiet-hours">Quiet hours</h2>
      <form className={styles.form} onSubmit={save}>
        <TextField label="From" type="time" value={start} onChange={setStart} />
        <TextField label="Until" type="time" value={end} onChange={setEnd} />
        <Button type="submit" isPending={change.isPending}>
          Save the quiet hours
        </Button>
      </form>
      <p className="details">Nothing is sent between these times ({zone}). Leave them empty for none.</p>
      <ErrorAlert error={change.error} />
    </section>
  );
}
