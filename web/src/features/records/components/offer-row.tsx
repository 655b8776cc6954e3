/** An offer in a list: what it is, where it is sold, its price and grades, and its verdict. */
import type { ReactNode } from "react";
import { Cover } from "@/features/records/components/cover";
import styles from "@/features/records/components/offer-row.module.css";
import { formatGrade, formatMatch, formatOriginalPrice, formatPrice } from "@/features/records/format";
import type { OfferRow as Offer } from "@/features/records/types";
import { Link } from "@/shared/components/link";
import { formatCount } from "@/shared/format";

type Props = {
  offer: Offer;
  currency: string;
  /** The level of the heading with the offer's name. */
  level?: 2 | 3;
  hideSeller?: boolean;
  children?: ReactNode;
};

export function OfferRow({ offer, currency, level = 2, hideSeller = false, children }: Props) {
  const Heading = `h${level}` as const;
  const details = [offer.label, offer.format, offer.year, ...offer.genres.slice(0, 2)].filter(Boolean);
  return (
    <article className={styles.row} aria-label={`${offer.artist} – ${offer.title}`}>
      <Cover offer={offer} />
      <div className={styles.text}>
        <Heading className={styles.name}>
          <OfferLink offer={offer} />
        </Heading>
        <p className={styles.details}>{details.join(" · ")}</p>
        <p className={styles.facts}>
          {!hideSeller && <SellerLink name={offer.seller} />}
          {offer.copies > 1 && (
            <Link to="/records" search={{ release: offer.release_id, copies: true }}>
              {offer.copies} copies
            </Link>
          )}
          {!offer.for_sale && <span className={styles.sold}>No longer for sale</span>}
          {offer.match !== null && <span>{formatMatch(offer.match)}</span>}
        </p>
      </div>
      <OfferFigures offer={offer} currency={currency} />
      {children && <div className={styles.actions}>{children}</div>}
    </article>
  );
}

export function OfferLink({ offer }: { offer: Pick<Offer, "id" | "artist" | "title"> }) {
  return (
    <Link to="/records/offer/$id" params={{ id: String(offer.id) }} preload={false}>
      {offer.artist} – {offer.title}
    </Link>
  );
}

export function SellerLink({ name }: { name: string }) {
  return (
    <Link to="/records/sellers/$name" params={{ name }} preload={false}>
      {name}
    </Link>
  );
}

function OfferFigures({ offer, currency }: { offer: Offer; currency: string }) {
  const original = formatOriginalPrice(offer, currency);
  return (
    <p className={styles.figures}>
      <b className={styles.price}>{formatPrice(offer.price, currency)}</b>
      {original && <span>{original}</span>}
      <span title={`Media: ${offer.media}. Sleeve: ${offer.sleeve || "not graded"}.`}>
        {formatGrade(offer.media)}
        {offer.sleeve && ` / ${formatGrade(offer.sleeve)}`}
      </span>
      <span>
        {formatCount(offer.wants)} want, {formatCount(offer.haves)} have
      </span>
    </p>
  );
}
