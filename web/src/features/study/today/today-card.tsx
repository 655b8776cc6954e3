import { $api } from "@/features/study/api";
import { countCards, describeNext, findNextStep, type Today } from "@/features/study/due/next-step";
import styles from "@/features/study/today/today.module.css";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { pluralize } from "@/shared/format";

/** What is due in study, what comes next, and one next step. */
export function TodayCard() {
  const { data: today, error, refetch } = $api.useQuery("get", "/api/study/today");
  return (
    <section aria-labelledby="today-study" className={styles.card}>
      <h2 id="today-study">Due in study</h2>
      <ErrorAlert error={error} onRetry={() => void refetch()} />
      {!today && !error && <Skeleton rows={1} label="Loading what is due" />}
      {today && <Due today={today} />}
    </section>
  );
}

function Due({ today }: { today: Today }) {
  const query = { date_from: today.today, status: "scheduled", sort: "exam_date", limit: 1 } as const;
  const exam = $api.useQuery("get", "/api/exams", { params: { query } }).data?.exams[0];
  const next = describeNext(today, exam, new Date());
  const step = findNextStep(today);
  const { total, overdue } = today.tasks;
  const { current } = today.streak;
  return (
    <>
      <ul className={styles.facts}>
        <li>{pluralize(countCards(today.cards), "card")} to review</li>
        <li>
          {pluralize(total, "task")} due{overdue > 0 && `, ${overdue} overdue`}
        </li>
        <li>{current > 0 ? `Streak: ${pluralize(current, "day")} in a row` : "No streak yet"}</li>
        {next && <li>Next: {next}</li>}
      </ul>
      <p>
        <Link className={styles.next} to={step.to} search={step.search}>
          {step.label}
        </Link>
      </p>
    </>
  );
}
