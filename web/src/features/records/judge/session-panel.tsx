import { useJudgedOffers } from "@/features/records/judge/session-verdicts";

const SHOWN = 30;

export function SessionPanel() {
  const judged = useJudgedOffers();
  const kept = judged.filter(({ verdict }) => verdict === "keep").length;
  return (
    <section>
      <h2>This session</h2>
      {judged.length === 0 ? (
        <p className="aside">The verdicts that you store are listed here.</p>
      ) : (
        <>
          <p className="aside">
            {judged.length} judged, {kept} to keep
          </p>
          <ul className="judged">
            {judged.slice(0, SHOWN).map(({ offer, verdict }) => (
              <li key={offer.id} className={verdict}>
                <span className="sr-only">{verdict}: </span>
                {offer.record.artist} – {offer.record.title}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
