import { Disc } from "@/features/records/components/disc";
import { formatForeignPrice, formatGrade } from "@/features/records/format";
import type { Expected } from "@/features/records/types";
import { Link } from "@/shared/components/link";
import { formatMoney, formatPercent } from "@/shared/format";

type Props = { offer: Expected; hideSeller?: boolean };

/** One offer in a list. */
export function Offer({ offer, hideSeller = false }: Props) {
  const { record } = offer;
  const details = [record.label, record.catno, record.format, record.year || null].filter(Boolean);
  return (
    <article className="offer">
      <Disc label={record.label} format={record.format} />
      <div className="offer-details">
        <h3>
          <OfferName offer={offer} />
        </h3>
        <p className="details">{details.join(" · ")}</p>
        <p className="tags">
          <Genres offer={offer} />
          {!hideSeller && <SellerLink name={offer.seller.name} />}
          {offer.kept && <span className="tag kept">kept</span>}
        </p>
        <Prediction offer={offer} />
      </div>
      <OfferFigures offer={offer} />
    </article>
  );
}

/** The predicted probability of a keep verdict, with reasons; nothing if there is no prediction or a verdict exists. */
function Prediction({ offer }: { offer: Expected }) {
  if (offer.probability === undefined || offer.evaluated) return null;
  return (
    <p className="prediction">
      <b>{formatPercent(offer.probability)}</b> to keep
      {offer.reasons?.map((reason) => (
        <span key={reason}>{reason}</span>
      ))}
    </p>
  );
}

/** Artist and title, as a link to the offer at Discogs when its URL is known. */
export function OfferName({ offer }: { offer: Expected }) {
  const name = (
    <>
      <span className="artist">{offer.record.artist}</span> <span className="title">{offer.record.title}</span>
    </>
  );
  if (!offer.listing_url) return name;
  return (
    <a href={offer.listing_url} target="_blank" rel="noreferrer" title="Open this offer at Discogs">
      {name}
    </a>
  );
}

export function Genres({ offer, limit = 3 }: { offer: Expected; limit?: number }) {
  const genres = [...new Set([...offer.record.genres, ...offer.record.styles])];
  return genres.slice(0, limit).map((genre) => (
    <Link key={genre} className="tag" to="/records" search={{ genre_style: genre }}>
      {genre}
    </Link>
  ));
}

export function SellerLink({ name }: { name: string }) {
  return (
    <Link className="tag seller" to="/records/sellers" search={{ seller: name }}>
      {name}
    </Link>
  );
}

export function OfferFigures({ offer }: { offer: Expected }) {
  const foreign = formatForeignPrice(offer.original_price, offer.original_currency);
  return (
    <dl className="offer-figures">
      <div className="price">
        <dt className="sr-only">Price</dt>
        <dd>
          {formatMoney(offer.record_price)}
          {foreign && <small>{foreign}</small>}
        </dd>
      </div>
      <div className="grade" title={offer.media_condition}>
        <dt className="sr-only">Condition</dt>
        <dd>{formatGrade(offer.media_condition)}</dd>
      </div>
      <div className="score">
        <dt>score</dt>
        <dd>{Number(offer.score).toFixed(1)}</dd>
      </div>
    </dl>
  );
}
