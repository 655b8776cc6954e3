import { OfferLink } from "@/features/records/components/offer-row";
import styles from "@/features/records/dig/dig.module.css";
import type { JudgedOffer } from "@/features/records/types";
import { VERDICT_NAMES } from "@/features/records/verdicts/use-verdict";
import { Button } from "@/shared/components/button";
import { Link } from "@/shared/components/link";

type Props = { offers: readonly JudgedOffer[]; onUndo: (offer: JudgedOffer) => void };

const MAX_SHOWN = 10;

/** The newest verdicts, each of which can be undone. */
export function RecentVerdicts({ offers, onUndo }: Props) {
  return (
    <aside aria-label="Newest verdicts" className={styles.recent}>
      <h2>Newest verdicts</h2>
      {offers.length === 0 && <p className="details">None yet. Each verdict is saved at once.</p>}
      <ul>
        {offers.slice(0, MAX_SHOWN).map((offer) => (
          <li key={offer.id}>
            <span>
              {offer.verdict && `${VERDICT_NAMES[offer.verdict]}: `}
              <OfferLink offer={offer} />
            </span>
            <Button aria-label={`Undo the verdict on ${offer.title}`} onPress={() => onUndo(offer)}>
              Undo
            </Button>
          </li>
        ))}
      </ul>
      {offers.length > 0 && <Link to="/records/kept">All verdicts</Link>}
    </aside>
  );
}
