import { type ReactNode, useId } from "react";
import styles from "@/features/records/model/model.module.css";
import { BarChart } from "@/shared/components/bar-chart";
import { formatCount } from "@/shared/format";

type BarRow = {
  name: string;
  /** The whole length of the bar; its parts are drawn over it. */
  total: number;
  kept: number;
  skipped: number;
};

type OfferChartProps = {
  title: string;
  /** What the first column of the table names. */
  nameLabel: string;
  /** What a bar counts, such as "Offers". */
  totalLabel: string;
  rows: readonly BarRow[];
  note?: ReactNode;
};

/** Bars of offers and their verdicts, with the same numbers as a table beside them. */
export function OfferChart({ title, nameLabel, totalLabel, rows, note }: OfferChartProps) {
  const id = useId();
  if (rows.length === 0) return null;
  return (
    <section className={styles.chart} aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {note && <p className={styles.note}>{note}</p>}
      <div className={styles.pair}>
        <BarChart
          label={`${title}: ${totalLabel}`}
          unit={totalLabel.toLowerCase()}
          layout="rows"
          values={rows.map(({ name, total, kept, skipped }) => ({
            key: name,
            label: name,
            value: total,
            parts: [
              { value: kept, className: styles.kept },
              { value: skipped, className: styles.skipped },
            ],
          }))}
        />
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
