import { type Mode, type Schedule, useChangeSchedule } from "@/features/records/sellers/queries";
import styles from "@/features/records/sellers/sellers.module.css";
import { ErrorAlert } from "@/shared/components/feedback";
import { Select } from "@/shared/components/select";
import { formatDateTime, pluralize } from "@/shared/format";

const HOURS = [0, 6, 12, 24, 168] as const;
const LABELS: Record<number, string> = {
  0: "On request",
  6: "Every 6 hours",
  12: "Every 12 hours",
  24: "Every day",
  168: "Every week",
};
const MODES = [
  { value: "new", label: "New offers" },
  { value: "full", label: "All offers" },
] as const;

type ScheduleFormProps = { name: string; schedule: Schedule | null; fullScrapeDays: number };

/** How often a seller is scraped by itself; a change is stored at once. */
export function ScheduleForm({ name, schedule, fullScrapeDays }: ScheduleFormProps) {
  const change = useChangeSchedule(name);
  const hours = schedule?.every_hours ?? 0;
  const mode: Mode = schedule?.mode ?? "new";
  const options = [...new Set([...HOURS, hours])].map((value) => ({
    value: String(value),
    label: LABELS[value] ?? `Every ${value} hours`,
  }));
  return (
    <>
      <div className={styles.form}>
        <Select
          label="Scrape this seller"
          options={options}
          value={String(hours)}
          onChange={(value) => change.mutate({ every_hours: Number(value), mode })}
        />
        <Select
          label="What is read"
          options={MODES}
          value={mode}
          isDisabled={hours === 0}
          onChange={(value) => change.mutate({ every_hours: hours, mode: value })}
        />
      </div>
      <p className={styles.note} role="status">
        {schedule && `Next scrape: ${formatDateTime(schedule.next_run_at)}. `}
        {fullScrapeDays > 0 &&
          `All offers are read at night every ${pluralize(fullScrapeDays, "day")}, so that sold ones leave.`}
      </p>
      <ErrorAlert error={change.error} />
    </>
  );
}
