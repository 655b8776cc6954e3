import { useMutation, useQuery } from "@tanstack/react-query";
import { get } from "@/features/records/api";
import { scraperStatsQuery } from "@/features/records/queries";
import { ErrorAlert, SuccessMessage } from "@/shared/components/feedback";
import { formatCount } from "@/shared/format";

/** The request rate to Discogs, with a button that tests the credentials. */
export function DiscogsStatus() {
  const stats = useQuery(scraperStatsQuery());
  const test = useMutation({ mutationFn: () => get("/api/scraper/test", {}) });
  return (
    <section className="traffic">
      <h2>Connection to Discogs</h2>
      <ErrorAlert error={stats.error} />
      {stats.data && (
        <dl className="counts">
          <div>
            <dt>sellers</dt>
            <dd>{formatCount(stats.data.total_sellers)}</dd>
          </div>
          <div>
            <dt>requests in the last minute</dt>
            <dd>{formatCount(stats.data.current_requests)}</dd>
          </div>
          <div>
            <dt>pause before the next request</dt>
            <dd>{stats.data.current_sleep_time}</dd>
          </div>
        </dl>
      )}
      <button type="button" disabled={test.isPending} onClick={() => test.mutate()}>
        {test.isPending ? "Testing the connection" : "Test the connection"}
      </button>
      {test.data && <SuccessMessage>{test.data.message}</SuccessMessage>}
      <ErrorAlert error={test.error} />
    </section>
  );
}
