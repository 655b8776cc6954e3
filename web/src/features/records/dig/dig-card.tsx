import { type PointerEvent, useRef, useState } from "react";
import { Cover } from "@/features/records/components/cover";
import { OfferLink, SellerLink } from "@/features/records/components/offer-row";
import { Reasons } from "@/features/records/components/reasons";
import styles from "@/features/records/dig/dig.module.css";
import { formatOriginalPrice, formatPrice } from "@/features/records/format";
import { WantButton } from "@/features/records/offer/want-button";
import type { OfferDetails, Verdict } from "@/features/records/types";
import { Button } from "@/shared/components/button";
import { Keys } from "@/shared/components/keys";
import { formatCount } from "@/shared/format";

type Props = {
  offer: OfferDetails;
  unknown: string;
  canUndo: boolean;
  onDecide: (verdict: Verdict) => void;
  onUndo: () => void;
};

/** The offer to judge. The buttons stay when the offer changes, so that they keep the focus. */
export function DigCard({ offer, unknown, canUndo, onDecide, onUndo }: Props) {
  const { shift, handlers } = useSwipe((direction) => onDecide(direction === "right" ? "keep" : "skip"));
  const original = formatOriginalPrice(offer, offer.currency);
  return (
    <article className={styles.card} aria-label={`${offer.artist} – ${offer.title}`}>
      <div
        className={styles.offer}
        style={shift === 0 ? undefined : { transform: `translateX(${shift}px) rotate(${shift / 40}deg)` }}
        {...handlers}
      >
        <Cover key={offer.id} offer={offer} size="large" />
        <div className={styles.facts}>
          <h2>
            <OfferLink offer={offer} />
          </h2>
          <p className="details">
            {[offer.label, offer.format, offer.year, ...offer.styles].filter(Boolean).join(" · ")}
          </p>
          <p className={styles.price}>
            <b>{formatPrice(offer.price, offer.currency)}</b>
            {original && <span> {original} at the seller</span>}
          </p>
          <p>
            Media {offer.media || "not graded"}, sleeve {offer.sleeve || "not graded"}
          </p>
          <p>
            <SellerLink name={offer.seller} /> · {formatCount(offer.wants)} want, {formatCount(offer.haves)} have
          </p>
          <Reasons offer={offer} unknown={unknown} level={3} />
          <p>
            <WantButton key={offer.release_id} offer={offer} />
          </p>
        </div>
      </div>
      <div className={styles.buttons}>
        <Button variant="primary" aria-keyshortcuts="k" onPress={() => onDecide("keep")}>
          Keep <Keys keys="K" />
        </Button>
        <Button aria-keyshortcuts="s" onPress={() => onDecide("skip")}>
          Skip <Keys keys="S" />
        </Button>
        <Button aria-keyshortcuts="u" isDisabled={!canUndo} onPress={onUndo}>
          Undo <Keys keys="U" />
        </Button>
      </div>
    </article>
  );
}

const SWIPE_PX = 80;

/** Follow a finger sideways; far enough, the swipe decides. */
function useSwipe(onSwipe: (direction: "left" | "right") => void) {
  const start = useRef<number | null>(null);
  const [shift, setShift] = useState(0);
  const end = (event: PointerEvent) => {
    if (start.current === null) return;
    const distance = event.clientX - start.current;
    start.current = null;
    setShift(0);
    if (event.type === "pointerup" && Math.abs(distance) >= SWIPE_PX) onSwipe(distance > 0 ? "right" : "left");
  };
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType !== "mouse") start.current = event.clientX;
    },
    onPointerMove: (event: PointerEvent) => {
      if (start.current !== null) setShift(event.clientX - start.current);
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
  return { shift, handlers };
}
