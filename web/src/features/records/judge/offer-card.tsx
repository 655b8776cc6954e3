import { Disc } from "@/features/records/components/disc";
import { OfferFigures } from "@/features/records/components/offer";
import type { Listing } from "@/features/records/types";
import { formatCount } from "@/shared/format";

/** One offer to judge. */
export function OfferCard({ offer }: { offer: Listing }) {
  const { record } = offer;
  const details = [record.label, record.catno, record.format, record.year || "year unknown"].filter(Boolean);
  return (
    <article className="card" aria-live="polite">
      <Disc label={record.label} format={record.format} className="big" />
      <div>
        <h2>
          <span className="artist">{record.artist}</span>
          <span className="title">{record.title}</span>
        </h2>
        <p className="details">{details.join(" · ")}</p>
        <p className="tags">
          {[...record.genres, ...record.styles].slice(0, 5).map((genre) => (
            <span key={genre} className="tag">
              {genre}
            </span>
          ))}
        </p>
        <OfferFigures offer={offer} />
        <p className="aside">
          {formatCount(record.wants)} want it, {formatCount(record.haves)} have it · offered by {offer.seller.name}
          {offer.listing_url && (
            <>
              {" · "}
              <a href={offer.listing_url} target="_blank" rel="noreferrer">
                open at Discogs
              </a>
            </>
          )}
        </p>
      </div>
    </article>
  );
}
