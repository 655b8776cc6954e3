import { useQuery } from "@tanstack/react-query";
import { tasteModelsQuery } from "@/features/records/queries";
import type { RivalModel, TasteModels } from "@/features/records/types";
import { ErrorAlert } from "@/shared/components/feedback";
import { formatCount, formatDateTime, formatPercent, pluralize } from "@/shared/format";

/** The model in use, a comparison with the other models, and the last trainings. */
export function ModelPanel() {
  const models = useQuery(tasteModelsQuery());
  return (
    <section>
      <h2>The model</h2>
      <ErrorAlert error={models.error} onRetry={() => models.refetch()} />
      {models.data && <CurrentModel models={models.data} />}
      {models.data && models.data.rivals.length > 0 && <ModelScores models={models.data} />}
      {models.data && models.data.trainings.length > 0 && <Trainings models={models.data} />}
    </section>
  );
}

function CurrentModel({ models }: { models: TasteModels }) {
  const { current, labels, needed } = models;
  if (current) {
    return (
      <>
        <p>
          Predicts <b>{formatPercent(current.accuracy)}</b> of held-out verdicts correctly. Trained on{" "}
          {pluralize(current.labels, "verdict")}, {formatCount(current.keepers)} of them to keep.
        </p>
        {current.labels < FEW_VERDICTS && <Reliability models={models} />}
      </>
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

const FEW_VERDICTS = 50;

/** How often offers with a high chance were kept, shown while there are few verdicts. */
function Reliability({ models }: { models: TasteModels }) {
  const scores = models.rivals.find((model) => model.name === models.current?.recommender)?.scores;
  if (!scores?.recommended) {
    return (
      <p className="aside">
        With fewer than {FEW_VERDICTS} verdicts chances are guesses: no held-out offer had a chance of 50 % or more.
      </p>
    );
  }
  return (
    <p className="aside">
      With fewer than {FEW_VERDICTS} verdicts chances are uncertain: of{" "}
      {pluralize(scores.recommended, "held-out offer")} with a chance of 50 % or more,{" "}
      {formatCount(scores.recommended_kept)} were kept.
    </p>
  );
}

function ModelScores({ models }: { models: TasteModels }) {
  return (
    <table className="score-table model-scores">
      <caption>Scores on held-out verdicts</caption>
      <thead>
        <tr>
          <th scope="col">Recommender</th>
          <th scope="col">Accuracy</th>
          <th scope="col" title="How often a record to keep ranks above one to skip (ROC AUC)">
            Ranking
          </th>
        </tr>
      </thead>
      <tbody>
        {models.rivals.map((model) => (
          <ModelRow key={model.name} model={model} isUsed={model.name === models.current?.recommender} />
        ))}
      </tbody>
    </table>
  );
}

function ModelRow({ model, isUsed }: { model: RivalModel; isUsed: boolean }) {
  const { scores } = model;
  return (
    <tr className={isUsed ? "used" : undefined}>
      <th scope="row">
        {model.title}
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
        <td colSpan={2}>{model.error}</td>
      )}
    </tr>
  );
}

const OUTCOMES = { trained: "trained", kept: "not replaced", failed: "failed" } as const;

function Trainings({ models }: { models: TasteModels }) {
  return (
    <ul className="trainings">
      {models.trainings.slice(0, 5).map((training) => (
        <li key={training.id}>
          {formatDateTime(training.finished_at)}: {OUTCOMES[training.outcome]}, {pluralize(training.labels, "verdict")}
          {training.reason && <>: {training.reason}</>}
        </li>
      ))}
    </ul>
  );
}
