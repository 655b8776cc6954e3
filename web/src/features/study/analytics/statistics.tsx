import styles from "@/features/study/analytics/analytics.module.css";
import type { Schemas } from "@/features/study/api";
import { BarChart } from "@/shared/components/bar-chart";

const shortDay = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const formatShortDay = (day: string) => shortDay.format(new Date(`${day}T00:00:00Z`));

/** Minutes of each day, as a chart and as a table. */
export function DayStatistics({ days }: { days: readonly Schemas["AnalyticsDay"][] }) {
  const learned = days.filter((day) => day.session_count + day.tasks_completed + day.flashcards_studied > 0);
  return (
    <section aria-labelledby="days" className={styles.section}>
      <h2 id="days">Minutes per day</h2>
      <BarChart
        label="Minutes per day"
        unit="minutes"
        values={days.map((day) => ({ key: day.date, label: formatShortDay(day.date), value: day.total_study_time }))}
      />
      <ScrolledTable label="Days as a table" heads={["Day", "Minutes", "Sessions", "Tasks", "Cards", "Focus"]}>
        {[...learned].reverse().map((day) => (
          <tr key={day.date}>
            <th scope="row">{formatShortDay(day.date)}</th>
            <td>{day.total_study_time}</td>
            <td>{day.session_count}</td>
            <td>{day.tasks_completed}</td>
            <td>{day.flashcards_studied}</td>
            <td>{day.average_focus_score === null ? "–" : Math.round(day.average_focus_score)}</td>
          </tr>
        ))}
      </ScrolledTable>
    </section>
  );
}

/** Minutes of each subject, as a chart and as a table. */
export function SubjectStatistics({ subjects }: { subjects: readonly Schemas["AnalyticsSubject"][] }) {
  if (subjects.length === 0) return null;
  const nameOf = (subject: Schemas["AnalyticsSubject"]) => subject.name ?? "No subject";
  return (
    <section aria-labelledby="subjects" className={styles.section}>
      <h2 id="subjects">Minutes per subject</h2>
      <BarChart
        label="Minutes per subject"
        unit="minutes"
        values={subjects.map((subject) => ({
          key: subject.subject_id ?? "none",
          label: nameOf(subject),
          value: subject.total_study_time,
        }))}
      />
      <ScrolledTable label="Subjects as a table" heads={["Subject", "Minutes", "Share", "Sessions", "Tasks", "Cards"]}>
        {subjects.map((subject) => (
          <tr key={subject.subject_id ?? "none"}>
            <th scope="row">{nameOf(subject)}</th>
            <td>{subject.total_study_time}</td>
            <td>{Math.round(subject.share)} %</td>
            <td>{subject.session_count}</td>
            <td>{subject.tasks_completed}</td>
            <td>{subject.flashcards_studied}</td>
          </tr>
        ))}
      </ScrolledTable>
    </section>
  );
}

type ScrolledTableProps = { label: string; heads: readonly string[]; children: React.ReactNode };

function ScrolledTable({ label, heads, children }: ScrolledTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that is wider or longer than its box is scrolled by keys
    <section className={styles.table} aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
