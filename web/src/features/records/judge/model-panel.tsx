import { useQuery } from "@tanstack/react-query";
import { taste } from "@/features/records/queries";
import type { RivalModel, TasteModels } from "@/features/records/types";
import { Trouble } from "@/shared/components/feedback";
import { count, moment, percent, plural } from "@/shared/format";

/** How well the model knows the reader's taste, its rivals, and what came of the last trainings. */
export function Figures() {
  const found = useQuery(taste());
  return (
    <section>
      <h2>The model</h2>
      <Trouble error={found.error} onRetry={() => found.refetch()} />
      {found.data && <InUse found={found.data} />}
      {found.data && found.data.rivals.length > 0 && <Rivals found={found.data} />}
      {found.data && found.data.trainings.length > 0 && <Trainings found={found.data} />}
    </section>
  );
}

function InUse({ found }: { found: TasteModels }) {
  const { current, labels, needed } = found;
  if (current) {
    return (
      <p>
        Foretells <b>{percent(current.accuracy)}</b> of verdicts it has not seen, having learnt from{" "}
        {plural(current.labels, "verdict")}, {count(current.keepers)} of them to keep.
      </p>
    );
  }
  if (labels < needed) {
    return (
      <p className="aside">
        Not trained yet: {count(labels)} of {plural(needed, "verdict")} needed.
      </p>
    );
  }
  return <p className="aside">Not trained yet.</p>;
}

function Rivals({ found }: { found: TasteModels }) {
  return (
    <table className="figures rivals">
      <caption>On verdicts held out</caption>
      <thead>
        <tr>
          <th scope="col">Recommender</th>
          <th scope="col">Right</th>
          <th scope="col" title="How often a record to keep ranks above one to skip">
            Ranks right
          </th>
        </tr>
      </thead>
      <tbody>
        {found.rivals.map((rival) => (
          <Rival key={rival.name} rival={rival} isUsed={rival.name === found.current?.recommender} />
        ))}
      </tbody>
    </table>
  );
}

function Rival({ rival, isUsed }: { rival: RivalModel; isUsed: boolean }) {
  const { scores } = rival;
  return (
    <tr className={isUsed ? "used" : undefined}>
      <th scope="row">
        {rival.title}
        {isUsed && <small> in use</small>}
      </th>
      {scores ? (
        <>
          <td className="bar" style={{ "--share": scores.accuracy } as React.CSSProperties}>
            {percent(scores.accuracy)}
          </td>
          <td>{percent(scores.roc_auc)}</td>
        </>
      ) : (
        <td colSpan={2}>{rival.error}</td>
      )}
    </tr>
  );
}

const OUTCOMES = { trained: "learnt", kept: "old model kept", failed: "failed" } as const;

function Trainings({ found }: { found: TasteModels }) {
  return (
    <ul className="trainings">
      {found.trainings.slice(0, 5).map((training) => (
        <li key={training.id}>
          {moment(training.finished_at)}: {OUTCOMES[training.outcome]} from {plural(training.labels, "verdict")}
          {training.reason && <>, {training.reason}</>}
        </li>
      ))}
    </ul>
  );
}
