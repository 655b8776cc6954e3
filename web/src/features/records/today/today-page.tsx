import { useQuery } from "@tanstack/react-query";
import { dashboardQuery } from "@/features/records/queries";
import { Highlights } from "@/features/records/today/highlights";
import { PickOfDay, PickSkeleton } from "@/features/records/today/pick-of-day";
import type { Dashboard } from "@/features/records/types";
import { EmptyState, ErrorAlert } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { formatCount } from "@/shared/format";

/** The record of the day and the size of the collection, on the start page. */
export function TodayCard() {
  const today = useQuery(dashboardQuery());
  const { data } = today;
  return (
    <div className="today-page">
      <ErrorAlert error={today.error} onRetry={() => today.refetch()} />
      {today.isPending && <PickSkeleton />}
      {data?.record_of_the_day && data.record_of_the_day_obj && (
        <PickOfDay offer={data.record_of_the_day} pick={data.record_of_the_day_obj} breakdown={data.breakdown} />
      )}
      {data && !data.record_of_the_day && <NoPick offers={data.num_listings} />}
      {!today.isError && <Counts data={data} />}
      {data && data.num_listings > 0 && <Highlights />}
    </div>
  );
}

function NoPick({ offers }: { offers: number }) {
  return (
    <EmptyState title={offers > 0 ? "No offer could be picked today" : "No offers yet"}>
      <p>
        <Link to="/records/sellers">Scrape a seller</Link>. One of their best offers becomes the record of the day.
      </p>
    </EmptyState>
  );
}

function Counts({ data }: { data: Dashboard | undefined }) {
  const format = (value: number | undefined) => (value === undefined ? "–" : formatCount(value));
  return (
    <dl className="counts">
      <div>
        <dt>records</dt>
        <dd>{format(data?.num_records)}</dd>
      </div>
      <div>
        <dt>offers for sale</dt>
        <dd>{format(data?.num_listings)}</dd>
      </div>
      <div>
        <dt>
          <Link to="/records/dig">without a verdict</Link>
        </dt>
        <dd>{format(data?.unevaluated)}</dd>
      </div>
      <div>
        <dt>model accuracy</dt>
        <dd>{data === undefined ? "–" : data.accuracy > 0 ? `${data.accuracy} %` : "not trained"}</dd>
      </div>
    </dl>
  );
}
