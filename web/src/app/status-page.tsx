import { useQuery } from "@tanstack/react-query";
import type { ComponentType } from "react";
import { healthQuery } from "@/app/queries";
import styles from "@/app/status.module.css";
import { ErrorAlert } from "@/shared/components/feedback";
import { PageHeader } from "@/shared/components/page-header";
import type { Feature } from "@/shared/feature";

const TITLES: Record<string, string> = {
  healthy: "All systems work",
  degraded: "Some parts have problems",
  down: "A part is down",
};

/** Return the page of the health of every part of the server, followed by the status sections of these features. */
export async function createStatusPage(features: readonly Feature[]): Promise<ComponentType> {
  const loading = features.flatMap(({ loadStatusSection }) => (loadStatusSection ? [loadStatusSection()] : []));
  const sections = await Promise.all(loading);
  return () => <StatusPage sections={sections} />;
}

function StatusPage({ sections }: { sections: readonly ComponentType[] }) {
  const health = useQuery(healthQuery());
  const title = health.data
    ? (TITLES[health.data.status] ?? health.data.status)
    : health.isError
      ? "Status unknown"
      : "Checking status";
  return (
    <div className="page">
      <PageHeader title={title} documentTitle="Status" />
      <ErrorAlert error={health.error} onRetry={() => health.refetch()} />
      <ul className={styles.list}>
        {health.data?.parts.map((part) => (
          <li key={part.name} className={styles.item} data-state={part.state}>
            <b>{part.name}</b>
            <span className={styles.state}>{part.state}</span>
            <span className={styles.detail}>{part.detail}</span>
          </li>
        ))}
      </ul>
      {sections.map((Section, index) => (
        // The sections never change while the page is open.
        // biome-ignore lint/suspicious/noArrayIndexKey: there is no other key
        <Section key={index} />
      ))}
      <p className="aside">
        API documentation: <a href="/docs">/docs</a>. Metrics for Prometheus: <a href="/metrics">/metrics</a>.
      </p>
    </div>
  );
}
