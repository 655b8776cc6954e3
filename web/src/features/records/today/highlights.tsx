import { useQuery } from "@tanstack/react-query";
import { Offer } from "@/features/records/components/offer";
import { Skeleton } from "@/features/records/components/skeleton";
import { highlightsQuery } from "@/features/records/queries";
import { ErrorAlert } from "@/shared/components/feedback";

/** The ten best offers and ten random ones, in no order. */
export function Highlights() {
  const highlights = useQuery(highlightsQuery());
  return (
    <section className="highlights">
      <div className="section-head">
        <h2>From the shelf</h2>
        <p>The ten best scores and ten by chance</p>
        <button type="button" className="quiet" disabled={highlights.isFetching} onClick={() => highlights.refetch()}>
          Shuffle
        </button>
      </div>
      <ErrorAlert error={highlights.error} onRetry={() => highlights.refetch()} />
      {highlights.isPending && <Skeleton rows={8} />}
      <div className={highlights.isFetching ? "offers two stale" : "offers two"}>
        {highlights.data?.map((offer) => (
          <Offer key={offer.id} offer={offer} />
        ))}
      </div>
    </section>
  );
}
