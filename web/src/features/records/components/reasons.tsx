import styles from "@/features/records/components/reasons.module.css";
import { formatMatch } from "@/features/records/format";

type Props = {
  offer: { match: number | null; reasons: string[]; doubts: string[] };
  /** Said instead of the match while nothing is known about it. */
  unknown?: string;
  /** The level of the heading. */
  level?: 2 | 3;
};

/** How well an offer matches, and why, in words. */
export function Reasons({ offer, unknown = "How well it suits you is not known yet", level = 2 }: Props) {
  const Heading = `h${level}` as const;
  return (
    <section aria-label="Why this offer" className={styles.reasons}>
      <Heading>Why this offer</Heading>
      <p className={styles.match}>{offer.match === null ? unknown : formatMatch(offer.match)}</p>
      <ul aria-label="Reasons" className={styles.for}>
        {offer.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      {offer.doubts.length > 0 && (
        <ul aria-label="Doubts" className={styles.against}>
          {offer.doubts.map((doubt) => (
            <li key={doubt}>{doubt}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
