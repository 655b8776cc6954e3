import { useQuery } from "@tanstack/react-query";
import { healthQuery } from "@/app/queries";
import { ErrorAlert } from "@/shared/components/feedback";
import type { Feature } from "@/shared/feature";
import { useDocumentTitle } from "@/shared/hooks";

const STATES: Record<string, string> = {
  healthy: "Everything works",
  degraded: "Something is not as it should be",
  down: "A part is down",
};

/** The state of every part of the server, then a section of each feature that has one. */
export function StatusPage({ features }: { features: readonly Feature[] }) {
  useDocumentTitle("Status");
  const health = useQuery(healthQuery());
  const heading = health.data
    ? (STATES[health.data.status] ?? health.data.status)
    : health.isError
      ? "No answer"
      : "Looking";
  return (
    <div className="page status-page">
      <h1>{heading}</h1>
      <ErrorAlert error={health.error} onRetry={() => health.refetch()} />
      <ul className="parts">
        {health.data?.parts.map((part) => (
          <li key={part.name} className={`part ${part.state}`}>
            <span className="lamp" aria-hidden="true" />
            <b>{part.name}</b>
            <span className="state">{part.state}</span>
            <span>{part.detail}</span>
          </li>
        ))}
      </ul>
      {features.map(({ name, StatusSection }) => StatusSection && <StatusSection key={name} />)}
      <p className="aside">
        The server's interface, to read and to try: <a href="/docs">/docs</a>. Counters for Prometheus:{" "}
        <a href="/metrics">/metrics</a>.
      </p>
    </div>
  );
}
