import { scaleBand, scaleLinear } from "@visx/scale";
import { Bar } from "@visx/shape";
import { type ReactNode, useId } from "react";
import styles from "@/features/records/model/model.module.css";
import { formatCount } from "@/shared/format";

type BarRow = {
  name: string;
  /** The whole length of the bar; its parts are drawn over it. */
  total: number;
  kept: number;
  skipped: number;
};

type BarChartProps = {
  title: string;
  /** What the first column of the table names. */
  nameLabel: string;
  /** What a bar counts, such as "Offers". */
  totalLabel: string;
  rows: readonly BarRow[];
  note?: ReactNode;
};

const WIDTH = 320;
const ROW = 22;

/** Horizontal bars, with the same numbers as a table beside them. */
export function BarChart({ title, nameLabel, totalLabel, rows, note }: BarChartProps) {
  const id = useId();
  if (rows.length === 0) return null;
  return (
    <section className={styles.chart} aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {note && <p className={styles.note}>{note}</p>}
      <div className={styles.pair}>
        <Bars title={title} totalLabel={totalLabel} rows={rows} />
        <table className={styles.table} aria-label={title}>
          <thead>
            <tr>
              <th scope="col">{nameLabel}</th>
              <th scope="col">{totalLabel}</th>
              <th scope="col">Kept</th>
              <th scope="col">Skipped</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, total, kept, skipped }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{formatCount(total)}</td>
                <td>{formatCount(kept)}</td>
                <td>{formatCount(skipped)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Bars({ title, totalLabel, rows }: Pick<BarChartProps, "title" | "totalLabel" | "rows">) {
  const height = rows.length * ROW;
  const x = scaleLinear<number>({ domain: [0, Math.max(1, ...rows.map(({ total }) => total))], range: [0, WIDTH] });
  const y = scaleBand<number>({ domain: rows.map((_, index) => index), range: [0, height], padding: 0.3 });
  const bar = (index: number) => ({ y: y(index) ?? 0, height: y.bandwidth() });
  return (
    <svg viewBox={`0 0 ${WIDTH} ${height}`} className={styles.svg} role="img" aria-label={`${title}: ${totalLabel}`}>
      {rows.map(({ name, total, kept, skipped }, index) => (
        <g key={name}>
          <Bar {...bar(index)} x={0} width={x(total)} className={styles.open} />
          <Bar {...bar(index)} x={0} width={x(kept)} className={styles.kept} />
          <Bar {...bar(index)} x={x(kept)} width={x(skipped)} className={styles.skipped} />
        </g>
      ))}
    </svg>
  );
}
