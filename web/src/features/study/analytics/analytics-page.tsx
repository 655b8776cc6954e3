import { analyticsAddress, PERIODS, type Period } from "@/features/study/analytics/address";
import styles from "@/features/study/analytics/analytics.module.css";
import { Findings } from "@/features/study/analytics/insights";
import { DayStatistics, SubjectStatistics } from "@/features/study/analytics/statistics";
import { $api, buildAddress, type Schemas } from "@/features/study/api";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { Select } from "@/shared/components/select";
import { pluralize } from "@/shared/format";

const LABELS: Record<Period, string> = { "7d": "7 days", "30d": "30 days", "90d": "90 days", "365d": "A year" };

/** Statistics of what was learned: by day and by subject, with what they show. */
export function AnalyticsPage() {
  const { period } = analyticsAddress.useSearch();
  const change = analyticsAddress.useChangeSearch();
  const query = $api.useQuery("get", "/api/analytics", { params: { query: { period } } });
  const data = query.data;
  const isEmpty = data && data.totals.session_count === 0 && data.totals.flashcards_studied === 0;
  return (
    <>
      <PageHeader
        title="Analytics"
        actions={
          <>
            <a className="button quiet" href={buildAddress("/api/exports/analytics", { format: "csv" })} download>
              Export CSV
            </a>
            <a className="button quiet" href={buildAddress("/api/exports/analytics", { format: "pdf" })} download>
              Export PDF
            </a>
          </>
        }
      />
      <div className={styles.period}>
        <Select
          label="Period"
          value={period}
          onChange={(value) => change({ period: value })}
          options={PERIODS.map((value) => ({ value, label: LABELS[value] }))}
        />
      </div>
      <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isPending && <Skeleton rows={4} label="Loading the statistics" />}
      {isEmpty && (
        <EmptyState
          title="Nothing was learned in this period"
          action={
            <Link to="/study/focus" className="button">
              Start focus
            </Link>
          }
        />
      )}
      {data && !isEmpty && (
        <div className={styles.page}>
          <Totals data={data} />
          <DayStatistics days={data.days} />
          <SubjectStatistics subjects={data.subjects} />
        </div>
      )}
      {!query.isPending && <Findings />}
    </>
  );
}

function Totals({ data }: { data: Schemas["AnalyticsBody"] }) {
  const { totals, changes, streak } = data;
  const facts: [string, string, string][] = [
    ["Time", formatMinutes(totals.total_study_time), describeChange(changes?.total_study_time)],
    ["Sessions", String(totals.session_count), describeChange(changes?.session_count)],
    ["Tasks", String(totals.tasks_completed), describeChange(changes?.tasks_completed)],
    ["Cards", String(totals.flashcards_studied), describeChange(changes?.flashcards_studied)],
    ["Streak", pluralize(streak.current, "day"), `longest ${pluralize(streak.longest, "day")}`],
  ];
  return (
    <dl className={styles.totals}>
      {facts.map(([name, value, detail]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <strong>{value}</strong>
            <span>{detail}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

export const formatMinutes = (minutes: number): string =>
  minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;

function describeChange(change: Schemas["Difference"] | undefined): string {
  if (!change) return "";
  if (change.percentage === null) return change.difference > 0 ? "none before" : "";
  const sign = change.percentage > 0 ? "+" : "";
  return `${sign}${Math.round(change.percentage)} % than before`;
}
