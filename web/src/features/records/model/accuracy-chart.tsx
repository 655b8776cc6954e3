import { scaleLinear } from "@visx/scale";
import { LinePath } from "@visx/shape";
import styles from "@/features/records/model/model.module.css";
import type { ModelStatistics } from "@/features/records/model/queries";
import { formatRange } from "@/features/records/model/words";
import { formatDateTime } from "@/shared/format";

const WIDTH = 320;
const HEIGHT = 160;
const MARGIN = 10;

type Point = ModelStatistics["history"][number];

const share = ({ right, tested }: Point) => (tested === 0 ? 0 : right / tested);

/** The accuracy after each training with its range, and the same numbers as a table. */
export function AccuracyChart({ history }: { history: readonly Point[] }) {
  if (history.length === 0) return null;
  const x = scaleLinear<number>({ domain: [0, Math.max(1, history.length - 1)], range: [MARGIN, WIDTH - MARGIN] });
  const y = scaleLinear<number>({ domain: [0, 1], range: [HEIGHT - MARGIN, MARGIN] });
  return (
    <section className={styles.chart} aria-labelledby="accuracy">
      <h2 id="accuracy">Accuracy after each training</h2>
      <div className={styles.pair}>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          className={styles.svg}
          role="img"
          aria-label="Share of test verdicts that the model foretold, from 0 at the bottom to 100 %, with its range"
        >
          {[0, 0.5, 1].map((value) => (
            <line key={value} x1={0} x2={WIDTH} y1={y(value)} y2={y(value)} className={styles.grid} />
          ))}
          {history.map((point, index) => (
            <line
              key={point.trained_at}
              x1={x(index)}
              x2={x(index)}
              y1={y(point.low)}
              y2={y(point.high)}
              className={styles.range}
            />
          ))}
          <LinePath
            data={[...history]}
            x={(point) => x(history.indexOf(point))}
            y={(point) => y(share(point))}
            className={styles.line}
          />
          {history.map((point, index) => (
            <circle key={point.trained_at} cx={x(index)} cy={y(share(point))} r={4} className={styles.point} />
          ))}
        </svg>
        <table className={styles.table} aria-label="Accuracy after each training">
          <thead>
            <tr>
              <th scope="col">Trained</th>
              <th scope="col">Right</th>
              <th scope="col">Range</th>
            </tr>
          </thead>
          <tbody>
            {[...history].reverse().map((point) => (
              <tr key={point.trained_at}>
                <th scope="row">{formatDateTime(point.trained_at)}</th>
                <td>
                  {point.right} of {point.tested}
                </td>
                <td>{formatRange(point)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
