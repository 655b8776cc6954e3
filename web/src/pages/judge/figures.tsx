import { useQuery } from "@tanstack/react-query";
import { performance } from "@/api/reads";
import { Trouble } from "@/parts/notice";
import { count, moment, percent } from "@/text/format";

/** How well the model knows the reader's taste. */
export function Figures() {
  const model = useQuery(performance());
  const sessions = model.data?.sessions ?? [];
  return (
    <section>
      <h2>The model</h2>
      <Trouble error={model.error} onRetry={() => model.refetch()} />
      {model.data && sessions.length === 0 && (
        <p className="aside">Not trained yet. It learns once enough offers have been judged.</p>
      )}
      {sessions.length > 0 && (
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">Trained</th>
              <th scope="col">Accuracy</th>
              <th scope="col">Precision</th>
              <th scope="col">Verdicts</th>
            </tr>
          </thead>
          <tbody>
            {sessions.slice(0, 5).map((session) => (
              <tr key={session.session_date}>
                <td>{moment(session.session_date)}</td>
                <td>{percent(session.accuracy)}</td>
                <td>{percent(session.precision)}</td>
                <td>{count(session.num_samples)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
