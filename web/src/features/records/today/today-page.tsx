/** The record of the day with reasons in words, on the start page. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/features/records/api";
import { Cover } from "@/features/records/components/cover";
import { OfferLink, OfferRow, SellerLink } from "@/features/records/components/offer-row";
import { formatMatch, formatPrice } from "@/features/records/format";
import { offerQuery } from "@/features/records/offer/queries";
import { dashboardQuery, recordsKey } from "@/features/records/queries";
import { readCurrency } from "@/features/records/search/currency";
import { bestOffersQuery } from "@/features/records/today/queries";
import styles from "@/features/records/today/today.module.css";
import type { Breakdown, Dashboard, Pick } from "@/features/records/types";
import { VerdictButtons } from "@/features/records/verdicts/verdict-buttons";
import { take } from "@/shared/api/api";
import { Button } from "@/shared/components/button";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { lazyPart } from "@/shared/components/lazy-part";
import { Link } from "@/shared/components/link";
import { formatCount, formatDay, pluralize } from "@/shared/format";

const RatingForm = lazyPart(() => import("@/features/records/today/rating-form"), "RatingForm");

export function TodayCard() {
  const { data, error, isPending, refetch } = useQuery(dashboardQuery());
  const best = useQuery(bestOffersQuery(readCurrency()));
  const hasPick = data?.record_of_the_day && data.record_of_the_day_obj;
  return (
    <section aria-labelledby="records-today" className={styles.card}>
      <h2 id="records-today">Record of the day</h2>
      <ErrorAlert error={error} onRetry={() => void refetch()} />
      {hasPick && data.record_of_the_day && data.record_of_the_day_obj && (
        <PickOfDay id={data.record_of_the_day.id} pick={data.record_of_the_day_obj} breakdown={data.breakdown} />
      )}
      {!hasPick && best.data && best.data.rows.length > 0 && (
        <div>
          <p className="details">The record of the day is being chosen. Until then, the best offers:</p>
          {best.data.rows.map((row) => (
            <OfferRow key={row.id} offer={row} currency={best.data.currency} level={3} />
          ))}
        </div>
      )}
      {!hasPick && isPending && !best.data?.rows.length && <Skeleton rows={2} label="Loading the record of the day" />}
      {data && !hasPick && best.data?.rows.length === 0 && <NoOffers />}
      {data && data.unevaluated > 0 && <NextStep data={data} />}
    </section>
  );
}

function PickOfDay({ id, pick, breakdown }: { id: number; pick: Pick; breakdown: Breakdown }) {
  const { data: offer } = useQuery(offerQuery(String(id), readCurrency()));
  if (!offer) return <Skeleton rows={2} label="Loading the record of the day" />;
  const details = [offer.label, offer.format, offer.year].filter(Boolean);
  return (
    <div className={styles.pick}>
      <Cover offer={offer} size="large" />
      <div className={styles.text}>
        <p className="details">{formatDay(pick.date)}</p>
        <h3 id="pick-name">
          <OfferLink offer={offer} />
        </h3>
        <p className="details">{details.join(" · ")}</p>
        <p>
          <b className={styles.price}>{formatPrice(offer.price, offer.currency)}</b> at{" "}
          <SellerLink name={offer.seller} />
        </p>
        {offer.match !== null && <p>{formatMatch(offer.match)}</p>}
        <ul aria-label="Reasons" className={styles.reasons}>
          {offer.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
        <p className="details">{describeChance(breakdown)}</p>
        <div className={styles.buttons}>
          <VerdictButtons offer={offer} />
          <PickAnother />
        </div>
        <Rating key={pick.id} pick={pick} />
      </div>
    </div>
  );
}

/** The form is loaded when it is opened. */
function Rating({ pick }: { pick: Pick }) {
  const [wasOpened, setOpened] = useState(false);
  return (
    <details onToggle={() => setOpened(true)}>
      <summary>Rate this pick</summary>
      {wasOpened && <RatingForm pick={pick} />}
    </details>
  );
}

/** Return how the pick came about: "Picked with a chance of 1 in 26 among 49 candidates". */
function describeChance({ selection_probability: chance, total_candidates: candidates, selection_method }: Breakdown) {
  if (selection_method === "fallback_highest_score") return "Picked because it has the best score.";
  if (!chance || !candidates) return "";
  return `Picked with a chance of 1 in ${formatCount(Math.max(1, Math.round(1 / chance)))} among ${pluralize(candidates, "candidate")}.`;
}

function PickAnother() {
  const cache = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => take(api.POST("/api/refresh-record-of-the-day")),
    onSuccess: () => cache.invalidateQueries({ queryKey: recordsKey("dashboard") }),
  });
  return (
    <>
      <Button variant="quiet" isPending={isPending} onPress={() => mutate()}>
        Pick another
      </Button>
      <ErrorAlert error={error} />
    </>
  );
}

function NextStep({ data }: { data: Dashboard }) {
  return (
    <p>
      <Link to="/records/dig">Dig through {pluralize(data.unevaluated, "offer")} without a verdict</Link>
    </p>
  );
}

function NoOffers() {
  return (
    <EmptyState
      title="No offers yet"
      action={
        <Link className="button" to="/records/sellers">
          Choose a seller
        </Link>
      }
    >
      <p>After a scrape, one of the best offers becomes the record of the day.</p>
    </EmptyState>
  );
}
