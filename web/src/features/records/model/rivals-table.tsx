import styles from "@/features/records/model/model.module.css";
import type { ModelStatistics } from "@/features/records/model/queries";
import { formatRange } from "@/features/records/model/words";

/** The recommenders that were compared in the last training. */
export function RivalsTable({ rivals }: { rivals: ModelStatistics["rivals"] }) {
  if (rivals.length === 0) return null;
  return (
    <section className={styles.chart} aria-labelledby="rivals">
      <h2 id="rivals">Models that were compared</h2>
      <table className={styles.table} aria-label="Models that were compared">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Right</th>
            <th scope="col">Range</th>
          </tr>
        </thead>
        <tbody>
          {rivals.map((rival) => (
            <tr key={rival.name}>
              <th scope="row">
                {rival.title} {rival.is_used && <b>(in use)</b>}
              </th>
              <td>{rival.error || `${rival.right} of ${rival.tested}`}</td>
              <td>{rival.tested > 0 ? formatRange(rival) : ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
