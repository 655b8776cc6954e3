/** An offer: what it is, what it costs, why it suits, its other copies, and its verdict. */
import { useQuery } from "@tanstack/react-query";
import { Cover } from "@/features/records/components/cover";
import { OfferRow, SellerLink } from "@/features/records/components/offer-row";
import { Reasons } from "@/features/records/components/reasons";
import { formatOriginalPrice, formatPrice } from "@/features/records/format";
import { offerAddress } from "@/features/records/offer/address";
import styles from "@/features/records/offer/offer.module.css";
import { offerQuery } from "@/features/records/offer/queries";
import { WantButton } from "@/features/records/offer/want-button";
import { readCurrency } from "@/features/records/search/currency";
import type { OfferDetails } from "@/features/records/types";
import { useVerdict } from "@/features/records/verdicts/use-verdict";
import { VerdictButtons } from "@/features/records/verdicts/verdict-buttons";
import { ApiError } from "@/shared/api/client";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { formatCount, formatDateTime, pluralize } from "@/shared/format";
import { useShortcuts } from "@/shared/shortcuts";

export function OfferPage() {
  const { id } = offerAddress.useParams();
  const { data, error, refetch } = useQuery(offerQuery(id, readCurrency()));
  if (error instanceof ApiError && error.status === 404) return <UnknownOffer />;
  return (
    <>
      <PageHeader
        key={data ? "offer" : "loading"}
        title={data ? `${data.artist} – ${data.title}` : "Offer"}
        description={data && [data.label, data.catno, data.format, data.year].filter(Boolean).join(" · ")}
      />
      <ErrorAlert error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton rows={5} label="Loading the offer" />}
      {data && <Offer key={data.id} offer={data} />}
    </>
  );
}

function UnknownOffer() {
  return (
    <>
      <PageHeader title="Offer not found" />
      <EmptyState
        title="There is no such offer"
        action={
          <Link className="button" to="/records">
            Search the offers
          </Link>
        }
      />
    </>
  );
}

function Offer({ offer }: { offer: OfferDetails }) {
  const { judge } = useVerdict();
  useShortcuts("Offer", [
    { keys: "k", label: "Keep", run: () => void judge(offer, "keep") },
    { keys: "s", label: "Skip", run: () => void judge(offer, "skip") },
    { keys: "u", label: "Undo the verdict", run: () => void judge(offer, null) },
  ]);
  return (
    <div className={styles.page}>
      <div className={styles.main}>
        <Cover offer={offer} size="large" />
        <div className={styles.facts}>
          <Price offer={offer} />
          <Facts offer={offer} />
          <div className={styles.actions}>
            <VerdictButtons offer={offer} isPrimary />
            <WantButton offer={offer} />
            {offer.discogs_url && (
              <a className="button quiet" href={offer.discogs_url} target="_blank" rel="noreferrer">
                Open at Discogs
              </a>
            )}
          </div>
        </div>
      </div>
      <Reasons offer={offer} />
      <section aria-labelledby="copies">
        <h2 id="copies">Other copies</h2>
        {offer.others.length === 0 ? (
          <p className="details">Your sellers offer no other copy of this release.</p>
        ) : (
          offer.others.map((other) => (
            <OfferRow key={other.id} offer={other} currency={offer.currency} level={3}>
              <VerdictButtons offer={other} />
            </OfferRow>
          ))
        )}
      </section>
    </div>
  );
}

function Price({ offer }: { offer: OfferDetails }) {
  const original = formatOriginalPrice(offer, offer.currency);
  return (
    <p className={styles.price}>
      <b>{formatPrice(offer.price, offer.currency)}</b>
      {original && <span> {original} at the seller</span>}
      {!offer.for_sale && <strong className={styles.sold}> No longer for sale</strong>}
    </p>
  );
}

function Facts({ offer }: { offer: OfferDetails }) {
  const { suggested } = offer;
  const facts: [string, React.ReactNode][] = [
    ["Seller", <SellerLink key="seller" name={offer.seller} />],
    ["Media", offer.media || "not graded"],
    ["Sleeve", offer.sleeve || "not graded"],
    ["Demand", `${pluralize(offer.wants, "person wants", "people want")} it, ${formatCount(offer.haves)} have it`],
    [
      "Compare with",
      suggested
        ? `${formatPrice(suggested.amount, suggested.currency)}: ${suggested.source}`
        : "no suggested price known",
    ],
    ["Genres", [...offer.genres, ...offer.styles].join(", ") || "not known yet"],
    ["Wantlist", offer.on_wantlist ? "On your wantlist" : "Not on your wantlist"],
    ["First seen", formatDateTime(offer.first_seen)],
    ["Last seen", formatDateTime(offer.last_seen)],
  ];
  return (
    <dl className={styles.list}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
