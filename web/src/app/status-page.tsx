import { useQuery } from "@tanstack/react-query";
import { healthQuery } from "@/app/queries";
import { ErrorAlert } from "@/shared/components/feedback";
import type { Feature } from "@/shared/feature";
import { useDocumentTitle } from "@/shared/hooks";

const HEADINGS: Record<string, string> = {
  healthy: "All systems work",
  degraded: "Some parts have problems",
  down: "A part is down",
};

/** Show the health of every part of the server, then the status sections of features. */
export function StatusPage({ features }: { features: readonly Feature[] }) {
  useDocumentTitle("Status");
  const health = useQuery(healthQuery());
  const heading = health.data
    ? (HEADINGS[health.data.status] ?? health.data.status)
    : health.isError
      ? "Status unknown"
      : "Checking status";
  return (
    <div className="page status-page">
      <h1>{heading}</h1>
      <ErrorAlert error={health.error} onRetry={() => health.refetch()} />
      <ul className="health-list">
        {health.data?.parts.map((part) => (
          <li key={part.name} className={`health-item ${part.state}`}>
            <span className="status-dot" aria-hidden="true" />
            <b>{part.name}</b>
            <span className="state">{part.state}</span>
            <span>{part.detail}</span>
          </li>
        ))}
      </ul>
      {features.map(({ name, StatusSection }) => StatusSection && <StatusSection key={name} />)}
      <p className="aside">
        API documentation: <a href="/docs">/docs</a>. Metrics for Prometheus: <a href="/metrics">/metrics</a>.
      </p>
    </div>
  );
}
