import { Link } from "react-router";
import { Disc } from "@/features/records/components/disc";
import { foreignPrice, shortGrade } from "@/features/records/format";
import type { Expected } from "@/features/records/types";
import { formatMoney, formatPercent } from "@/shared/format";

type Props = { offer: Expected; hideSeller?: boolean };

/** One copy of a record that somebody offers. */
export function Offer({ offer, hideSeller = false }: Props) {
  const { record } = offer;
  const facts = [record.label, record.catno, record.format, record.year || null].filter(Boolean);
  return (
    <article className="offer">
      <Disc label={record.label} format={record.format} />
      <div className="offer-what">
        <h3>
          <OfferName offer={offer} />
        </h3>
        <p className="facts">{facts.join(" · ")}</p>
        <p className="tags">
          <Genres offer={offer} />
          {!hideSeller && <SellerLink name={offer.seller.name} />}
          {offer.kept && <span className="tag kept">kept</span>}
        </p>
        <Expectation offer={offer} />
      </div>
      <OfferMoney offer={offer} />
    </article>
  );
}

/** What the model expects the reader to say, and why; nothing where it was not asked or has been answered. */
function Expectation({ offer }: { offer: Expected }) {
  if (offer.probability === undefined || offer.evaluated) return null;
  return (
    <p className="expectation">
      <b>{formatPercent(offer.probability)}</b> to keep
      {offer.reasons?.map((reason) => (
        <span key={reason}>{reason}</span>
      ))}
    </p>
  );
}

/** Artist and title; a link to the offer at Discogs when its address is known. */
export function OfferName({ offer }: { offer: Expected }) {
  const name = (
    <>
      <span className="artist">{offer.record.artist}</span> <span className="title">{offer.record.title}</span>
    </>
  );
  if (!offer.listing_url) return name;
  return (
    <a href={offer.listing_url} target="_blank" rel="noreferrer" title="See this offer at Discogs">
      {name}
    </a>
  );
}

export function Genres({ offer, most = 3 }: { offer: Expected; most?: number }) {
  const all = [...new Set([...offer.record.genres, ...offer.record.styles])];
  return all.slice(0, most).map((genre) => (
    <Link key={genre} className="tag" to={`/search?${new URLSearchParams({ genre_style: genre })}`}>
      {genre}
    </Link>
  ));
}

export function SellerLink({ name }: { name: string }) {
  return (
    <Link className="tag seller" to={`/sellers?${new URLSearchParams({ seller: name })}`}>
      {name}
    </Link>
  );
}

export function OfferMoney({ offer }: { offer: Expected }) {
  const foreign = foreignPrice(offer.original_price, offer.original_currency);
  return (
    <dl className="offer-money">
      <div className="price">
        <dt className="sr-only">Price</dt>
        <dd>
          {formatMoney(offer.record_price)}
          {foreign && <small>{foreign}</small>}
        </dd>
      </div>
      <div className="grade" title={offer.media_condition}>
        <dt className="sr-only">Condition</dt>
        <dd>{shortGrade(offer.media_condition)}</dd>
      </div>
      <div className="score">
        <dt>score</dt>
        <dd>{Number(offer.score).toFixed(1)}</dd>
      </div>
    </dl>
  );
}
