/** A chart of bars, for people who see it; the same numbers are in a table beside it. */
import { AxisBottom, AxisLeft } from "@visx/axis";
import { GridRows } from "@visx/grid";
import { scaleBand, scaleLinear } from "@visx/scale";
import { Bar } from "@visx/shape";
import styles from "@/shared/components/bar-chart.module.css";

/** A part of a bar with its own colour, drawn after the parts before it. */
export type BarPart = { value: number; className?: string | undefined };
export type BarValue = { key: string; label: string; value: number; parts?: readonly BarPart[] };

type BarChartProps = {
  /** What the chart shows, for screen readers. */
  label: string;
  values: readonly BarValue[];
  /** What a bar counts, such as "minutes". */
  unit: string;
  /** Columns stand on an axis; rows lie beside the rows of a table, which has their names. */
  layout?: "columns" | "rows";
};

const COLUMNS = { width: 720, height: 240, left: 44, right: 8, top: 10, bottom: 28 };
const ROWS = { width: 320, row: 22 };
const MAX_LABELS = 8;
const AXIS_TEXT = { fill: "var(--muted)", fontSize: 12, fontFamily: "inherit" };

const highest = (values: readonly BarValue[]) => Math.max(1, ...values.map(({ value }) => value));

export function BarChart({ layout = "columns", ...chart }: BarChartProps) {
  return layout === "rows" ? <Rows {...chart} /> : <Columns {...chart} />;
}

type LayoutProps = Omit<BarChartProps, "layout">;

function Columns({ label, values, unit }: LayoutProps) {
  const { width, height, left, right, top, bottom } = COLUMNS;
  const x = scaleBand({ domain: values.map(({ key }) => key), range: [left, width - right], padding: 0.25 });
  const y = scaleLinear<number>({ domain: [0, highest(values)], range: [height - bottom, top], nice: true });
  const step = Math.max(1, Math.ceil(values.length / MAX_LABELS));
  const ticks = values.filter((_, index) => index % step === 0).map(({ key }) => key);
  const labels = new Map(values.map((value) => [value.key, value.label]));
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} className={styles.chart}>
      <GridRows scale={y} left={left} width={width - left - right} numTicks={4} stroke="var(--border)" />
      {values.map((bar) => (
        <Parts
          key={bar.key}
          bar={bar}
          unit={unit}
          place={(from, to) => ({ x: x(bar.key) ?? 0, width: x.bandwidth(), y: y(to), height: y(from) - y(to) })}
        />
      ))}
      <AxisLeft
        scale={y}
        left={left}
        numTicks={4}
        hideAxisLine
        hideTicks
        tickLabelProps={() => ({ ...AXIS_TEXT, textAnchor: "end", dx: "-0.4em", dy: "0.3em" })}
      />
      <AxisBottom
        scale={x}
        top={height - bottom}
        tickValues={ticks}
        tickFormat={(key) => labels.get(String(key)) ?? ""}
        stroke="var(--border-strong)"
        hideTicks
        tickLabelProps={() => ({ ...AXIS_TEXT, textAnchor: "middle" })}
      />
    </svg>
  );
}

function Rows({ label, values, unit }: LayoutProps) {
  const height = values.length * ROWS.row;
  const x = scaleLinear<number>({ domain: [0, highest(values)], range: [0, ROWS.width] });
  const y = scaleBand({ domain: values.map(({ key }) => key), range: [0, height], padding: 0.3 });
  return (
    <svg viewBox={`0 0 ${ROWS.width} ${height}`} role="img" aria-label={label} className={styles.rows}>
      {values.map((bar) => (
        <Parts
          key={bar.key}
          bar={bar}
          unit={unit}
          place={(from, to) => ({ x: x(from), width: x(to) - x(from), y: y(bar.key) ?? 0, height: y.bandwidth() })}
        />
      ))}
    </svg>
  );
}

type Rectangle = { x: number; y: number; width: number; height: number };
type PartsProps = { bar: BarValue; unit: string; place: (from: number, to: number) => Rectangle };

/** A bar, with its parts over it. */
function Parts({ bar: { label, value, parts = [] }, unit, place }: PartsProps) {
  const starts = parts.map((_, index) => parts.slice(0, index).reduce((sum, part) => sum + part.value, 0));
  return (
    <g>
      <title>{`${label}: ${value} ${unit}`}</title>
      <Bar {...place(0, value)} rx={2} className={parts.length > 0 ? styles.rest : styles.bar} />
      {parts.map((part, index) => {
        const start = starts[index] ?? 0;
        return (
          <Bar key={`${start} ${part.className}`} {...place(start, start + part.value)} className={part.className} />
        );
      })}
    </g>
  );
}
