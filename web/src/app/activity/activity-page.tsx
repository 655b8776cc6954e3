import type { ComponentType } from "react";
import { useState } from "react";
import styles from "@/app/activity/activity.module.css";
import { activityAddress } from "@/app/activity/address";
import { JobList } from "@/app/activity/job-list";
import { $api, pollUnlessLive } from "@/app/overview-api";
import { Button } from "@/shared/components/button";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { Select } from "@/shared/components/select";
import type { Feature } from "@/shared/feature";

/** States as the filter offers them, with those that the server knows. */
const STATES = {
  all: { label: "All states", states: "" },
  active: { label: "Active", states: "queued,running,waiting" },
  failed: { label: "Failed", states: "failed" },
  done: { label: "Done", states: "done" },
  cancelled: { label: "Cancelled", states: "cancelled" },
} as const;
type StateFilter = keyof typeof STATES;
const PAGE_SIZE = 50;
const MAX_JOBS = 200;

/** Return the page with the jobs of these features. */
export async function createActivityPage(features: readonly Feature[]): Promise<ComponentType> {
  const labels = Object.fromEntries(features.map(({ name, navigation }) => [name, navigation?.label ?? name]));
  const apps = features.filter(({ navigation }) => navigation).map(({ name }) => name);
  return () => <ActivityPage apps={apps} labels={labels} />;
}

function ActivityPage({ apps, labels }: { apps: readonly string[]; labels: Record<string, string> }) {
  const search = activityAddress.useSearch();
  const changeSearch = activityAddress.useChangeSearch();
  const state: StateFilter = search.state && search.state in STATES ? (search.state as StateFilter) : "all";
  const app = search.app && apps.includes(search.app) ? search.app : "all";
  const [limit, setLimit] = useState(PAGE_SIZE);
  const query = { state: STATES[state].states, app: app === "all" ? "" : app, limit };
  const jobs = $api.useQuery(
    "get",
    "/api/activity",
    { params: { query } },
    { refetchInterval: pollUnlessLive, placeholderData: (shown) => shown },
  );
  return (
    <div className="page">
      <PageHeader title="Activity" description="What the server is doing and has done for you." />
      <div className={styles.filters}>
        <Select
          label="App"
          value={app}
          options={[
            { value: "all", label: "All apps" },
            ...apps.map((name) => ({ value: name, label: labels[name] ?? name })),
          ]}
          onChange={(value) => changeSearch({ app: value === "all" ? undefined : value } as never)}
        />
        <Select
          label="State"
          value={state}
          options={Object.entries(STATES).map(([value, { label }]) => ({ value: value as StateFilter, label }))}
          onChange={(value) => changeSearch({ state: value === "all" ? undefined : value } as never)}
        />
      </div>
      <ErrorAlert error={jobs.error} onRetry={() => jobs.refetch()} />
      {jobs.isPending && <Skeleton label="Loading the jobs" />}
      {jobs.data?.failed.map(({ app: name, reason }) => (
        <ErrorAlert key={name} error={new Error(`${labels[name] ?? name}: ${reason}`)} />
      ))}
      {jobs.data && jobs.data.jobs.length > 0 && <JobList jobs={jobs.data.jobs} labels={labels} />}
      {jobs.data && jobs.data.jobs.length === 0 && <NoJobs isFiltered={state !== "all" || app !== "all"} />}
      {jobs.data?.next && limit < MAX_JOBS && (
        <Button className={styles.more} isPending={jobs.isFetching} onPress={() => setLimit(limit + PAGE_SIZE)}>
          Show earlier jobs
        </Button>
      )}
    </div>
  );
}

function NoJobs({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState
        title="No job matches these filters"
        action={
          <Link to="/activity" className="button">
            Show all jobs
          </Link>
        }
      />
    );
  }
  return (
    <EmptyState
      title="Nothing has run yet"
      action={
        <Link to="/" className="button">
          See the next steps
        </Link>
      }
    />
  );
}
