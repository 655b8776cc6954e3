import { useQuery } from "@tanstack/react-query";
import { Offer } from "@/features/records/components/offer";
import { RowsToCome } from "@/features/records/components/skeleton";
import { highlights } from "@/features/records/queries";
import { Trouble } from "@/shared/components/feedback";

/** The ten best offers and ten random ones, in no order. */
export function Highlights() {
  const shelf = useQuery(highlights());
  return (
    <section className="highlights">
      <div className="section-head">
        <h2>From the shelf</h2>
        <p>The ten best scores and ten by chance</p>
        <button type="button" className="quiet" disabled={shelf.isFetching} onClick={() => shelf.refetch()}>
          Shuffle
        </button>
      </div>
      <Trouble error={shelf.error} onRetry={() => shelf.refetch()} />
      {shelf.isPending && <RowsToCome rows={8} />}
      <div className={shelf.isFetching ? "offers two stale" : "offers two"}>
        {shelf.data?.map((offer) => (
          <Offer key={offer.id} offer={offer} />
        ))}
      </div>
    </section>
  );
}
