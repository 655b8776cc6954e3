import { useQuery } from "@tanstack/react-query";
import { tasteModelsQuery } from "@/features/records/queries";
import type { RivalModel, TasteModels } from "@/features/records/types";
import { ErrorAlert } from "@/shared/components/feedback";
import { formatCount, formatDateTime, formatPercent, pluralize } from "@/shared/format";

/** The model in use, its scores beside those of its rivals, and the last trainings. */
export function ModelPanel() {
  const models = useQuery(tasteModelsQuery());
  return (
    <section>
      <h2>The model</h2>
      <ErrorAlert error={models.error} onRetry={() => models.refetch()} />
      {models.data && <CurrentModel models={models.data} />}
      {models.data && models.data.rivals.length > 0 && <Rivals models={models.data} />}
      {models.data && models.data.trainings.length > 0 && <Trainings models={models.data} />}
    </section>
  );
}

function CurrentModel({ models }: { models: TasteModels }) {
  const { current, labels, needed } = models;
  if (current) {
    return (
      <p>
        Foretells <b>{formatPercent(current.accuracy)}</b> of verdicts it has not seen, having learnt from{" "}
        {pluralize(current.labels, "verdict")}, {formatCount(current.keepers)} of them to keep.
      </p>
    );
  }
  if (labels < needed) {
    return (
      <p className="aside">
        Not trained yet: {formatCount(labels)} of {pluralize(needed, "verdict")} needed.
      </p>
    );
  }
  return <p className="aside">Not trained yet.</p>;
}

function Rivals({ models }: { models: TasteModels }) {
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
        {models.rivals.map((rival) => (
          <Rival key={rival.name} rival={rival} isUsed={rival.name === models.current?.recommender} />
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
            {formatPercent(scores.accuracy)}
          </td>
          <td>{formatPercent(scores.roc_auc)}</td>
        </>
      ) : (
        <td colSpan={2}>{rival.error}</td>
      )}
    </tr>
  );
}

const OUTCOMES = { trained: "learnt", kept: "old model kept", failed: "failed" } as const;

function Trainings({ models }: { models: TasteModels }) {
  return (
    <ul className="trainings">
      {models.trainings.slice(0, 5).map((training) => (
        <li key={training.id}>
          {formatDateTime(training.finished_at)}: {OUTCOMES[training.outcome]} from{" "}
          {pluralize(training.labels, "verdict")}
          {training.reason && <>, {training.reason}</>}
        </li>
      ))}
    </ul>
  );
}
