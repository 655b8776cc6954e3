import { useQuery } from "@tanstack/react-query";
import { Offer } from "@/features/records/components/offer";
import { Skeleton } from "@/features/records/components/skeleton";
import { highlightsQuery } from "@/features/records/queries";
import { ErrorAlert } from "@/shared/components/feedback";

/** The ten best and ten random offers, shuffled. */
export function Highlights() {
  const highlights = useQuery(highlightsQuery());
  return (
    <section className="highlights">
      <div className="section-header">
        <h2>Highlights</h2>
        <p>Ten offers with the best scores and ten random ones</p>
        <button type="button" className="quiet" disabled={highlights.isFetching} onClick={() => highlights.refetch()}>
          Shuffle
        </button>
      </div>
      <ErrorAlert error={highlights.error} onRetry={() => highlights.refetch()} />
      {highlights.isPending && <Skeleton rows={8} />}
      <div className={highlights.isFetching ? "offers two-columns stale" : "offers two-columns"}>
        {highlights.data?.map((offer) => (
          <Offer key={offer.id} offer={offer} />
        ))}
      </div>
    </section>
  );
}
