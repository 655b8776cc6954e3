import { useMutation, useQueryClient } from "@tanstack/react-query";
import { post } from "@/features/records/api";
import { Disc } from "@/features/records/components/disc";
import { Genres, OfferFigures, SellerLink } from "@/features/records/components/offer";
import { recordsKey } from "@/features/records/queries";
import { RatingForm } from "@/features/records/today/rating-form";
import type { Breakdown, Listing, Pick } from "@/features/records/types";
import { ErrorAlert } from "@/shared/components/feedback";
import { formatDay, formatDecimal } from "@/shared/format";

type Props = { offer: Listing; pick: Pick; breakdown: Breakdown };

export function PickOfDay({ offer, pick, breakdown }: Props) {
  const { record } = offer;
  const details = [record.label, record.catno, record.format, record.year || "year unknown"].filter(Boolean);
  return (
    <section className="pick" aria-labelledby="pick-name">
      <div className="pick-sleeve">
        <Disc label={record.label} format={record.format} className="big" />
      </div>
      <div className="pick-details">
        <p className="eyebrow">Record of the day · {formatDay(pick.date)}</p>
        <h2 id="pick-name">
          <span className="artist">{record.artist}</span>
          <span className="title">{record.title}</span>
        </h2>
        <p className="details">{details.join(" · ")}</p>
        <p className="tags">
          <Genres offer={offer} limit={5} />
          <SellerLink name={offer.seller.name} />
        </p>
        <OfferFigures offer={offer} />
        <div className="buttons">
          {offer.listing_url && (
            <a className="button" href={offer.listing_url} target="_blank" rel="noreferrer">
              Open at Discogs
            </a>
          )}
          <PickAnother />
        </div>
      </div>
      <div className="pick-side">
        <Reasons breakdown={breakdown} />
        <RatingForm key={pick.id} pick={pick} />
      </div>
    </section>
  );
}

function PickAnother() {
  const cache = useQueryClient();
  const pickAnother = useMutation({
    mutationFn: () => post("/api/refresh-record-of-the-day", {}),
    onSuccess: () => cache.invalidateQueries({ queryKey: recordsKey("dashboard") }),
  });
  return (
    <>
      <button type="button" className="quiet" disabled={pickAnother.isPending} onClick={() => pickAnother.mutate()}>
        Pick another
      </button>
      <ErrorAlert error={pickAnother.error} />
    </>
  );
}

const SELECTION_METHODS: Record<string, string> = {
  fallback_highest_score: "Picked because it has the highest score",
  thermodynamic_boltzmann: "Picked at random, weighted by taste and novelty",
};

function Reasons({ breakdown }: { breakdown: Breakdown }) {
  const method = breakdown.selection_method;
  const figures = [
    ["Score", formatDecimal(breakdown.model_score)],
    ["Desirability (temperature)", formatDecimal(breakdown.system_temperature)],
    ["Novelty (entropy)", formatDecimal(breakdown.entropy_measure)],
    ["Probability of this pick", formatDecimal(breakdown.selection_probability, 4)],
    ["Candidates", formatDecimal(breakdown.total_candidates, 0)],
  ] as const;
  const known = figures.filter(([, value], index) => index < 3 || value !== "n/a");
  return (
    <div className="reasons">
      <h2>Why this record</h2>
      {method && <p>{SELECTION_METHODS[method] ?? method.replaceAll("_", " ")}</p>}
      <dl>
        {known.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

export function PickSkeleton() {
  return (
    <section className="pick loading" aria-busy="true">
      <span className="sr-only">Loading today's record</span>
      <div className="pick-sleeve">
        <span className="disc big skeleton-line" />
      </div>
      <div className="pick-details">
        <span className="skeleton-line" />
        <span className="skeleton-line tall" />
        <span className="skeleton-line wide" />
      </div>
      <div className="pick-side">
        <span className="skeleton-line wide" />
        <span className="skeleton-line wide" />
      </div>
    </section>
  );
}
