import { useMutation, useQuery } from "@tanstack/react-query";
import { health, traffic } from "@/features/records/queries";
import { get } from "@/shared/api/client";
import { Done, Trouble } from "@/shared/components/feedback";
import { count } from "@/shared/format";
import { useTitle } from "@/shared/title";

const STATES: Record<string, string> = {
  healthy: "Everything works",
  degraded: "Something is not as it should be",
  down: "A part is down",
};

export function StatusPage() {
  useTitle("Status");
  const state = useQuery(health());
  return (
    <div className="page status-page">
      <h1>{state.data ? (STATES[state.data.status] ?? state.data.status) : state.isError ? "No answer" : "Looking"}</h1>
      <Trouble error={state.error} onRetry={() => state.refetch()} />
      <ul className="parts">
        {state.data?.parts.map((part) => (
          <li key={part.name} className={`part ${part.state}`}>
            <span className="lamp" aria-hidden="true" />
            <b>{part.name}</b>
            <span className="state">{part.state}</span>
            <span>{part.detail}</span>
          </li>
        ))}
      </ul>
      <Traffic />
      <p className="aside">
        The server's interface, to read and to try: <a href="/docs">/docs</a>. Counters for Prometheus:{" "}
        <a href="/metrics">/metrics</a>.
      </p>
    </div>
  );
}

function Traffic() {
  const road = useQuery(traffic());
  const test = useMutation({ mutationFn: () => get("/api/scraper/test", {}) });
  return (
    <section className="traffic">
      <h2>The road to Discogs</h2>
      <Trouble error={road.error} />
      {road.data && (
        <dl className="counts">
          <div>
            <dt>sellers</dt>
            <dd>{count(road.data.total_sellers)}</dd>
          </div>
          <div>
            <dt>requests in the last minute</dt>
            <dd>{count(road.data.current_requests)}</dd>
          </div>
          <div>
            <dt>pause before the next</dt>
            <dd>{road.data.current_sleep_time}</dd>
          </div>
        </dl>
      )}
      <button type="button" disabled={test.isPending} onClick={() => test.mutate()}>
        {test.isPending ? "Asking Discogs" : "Ask Discogs who we are"}
      </button>
      {test.data && <Done>{test.data.message}</Done>}
      <Trouble error={test.error} />
    </section>
  );
}
