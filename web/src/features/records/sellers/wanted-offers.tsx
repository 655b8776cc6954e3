import { formatForeignPrice, formatGrade } from "@/features/records/format";
import styles from "@/features/records/sellers/sellers.module.css";
import type { Listing } from "@/features/records/types";
import { Link } from "@/shared/components/link";
import { formatMoney, pluralize } from "@/shared/format";

/** A seller's offers of wanted releases, the cheapest first. */
export function WantedOffers({ offers }: { offers: readonly Listing[] }) {
  if (offers.length === 0) return <p className={styles.note}>None of these offers is on your wantlist.</p>;
  return (
    <>
      <p className={styles.note}>{pluralize(offers.length, "offer")}, the cheapest first.</p>
      <ul className={styles.offers}>
        {offers.map((offer) => (
          <li key={offer.id}>
            <Link to="/records/offer/$id" params={{ id: String(offer.id) }}>
              {offer.record.artist} – {offer.record.title}
            </Link>
            <span className={styles.note}>{formatGrade(offer.media_condition)}</span>
            <b>{formatPrice(offer)}</b>
          </li>
        ))}
      </ul>
    </>
  );
}

function formatPrice(offer: Listing): string {
  const foreign = formatForeignPrice(offer.original_price, offer.original_currency);
  if (!offer.record_price) return foreign ?? "price not known";
  return foreign ? `${formatMoney(offer.record_price)} (${foreign})` : formatMoney(offer.record_price);
}
