/** A chart of bars, for people who see it; the same numbers are in the table beside it. */
import { AxisBottom, AxisLeft } from "@visx/axis";
import { GridRows } from "@visx/grid";
import { scaleBand, scaleLinear } from "@visx/scale";
import { Bar } from "@visx/shape";
import styles from "@/features/study/analytics/analytics.module.css";

export type BarValue = { key: string; label: string; value: number };

type BarChartProps = { label: string; values: readonly BarValue[]; unit: string };

const WIDTH = 720;
const HEIGHT = 240;
const MARGIN = { left: 44, right: 8, top: 10, bottom: 28 };
const MAX_LABELS = 8;

export function BarChart({ label, values, unit }: BarChartProps) {
  const highest = Math.max(1, ...values.map(({ value }) => value));
  const x = scaleBand({
    domain: values.map(({ key }) => key),
    range: [MARGIN.left, WIDTH - MARGIN.right],
    padding: 0.25,
  });
  const y = scaleLinear({ domain: [0, highest], range: [HEIGHT - MARGIN.bottom, MARGIN.top], nice: true });
  const step = Math.max(1, Math.ceil(values.length / MAX_LABELS));
  const ticks = values.filter((_, index) => index % step === 0).map(({ key }) => key);
  const labels = new Map(values.map((value) => [value.key, value.label]));
  const text = { fill: "var(--muted)", fontSize: 12, fontFamily: "inherit" };
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} className={styles.chart}>
      <GridRows
        scale={y}
        left={MARGIN.left}
        width={WIDTH - MARGIN.left - MARGIN.right}
        numTicks={4}
        stroke="var(--border)"
      />
      {values.map(({ key, label: name, value }) => (
        <Bar
          key={key}
          x={x(key) ?? 0}
          y={y(value)}
          width={x.bandwidth()}
          height={HEIGHT - MARGIN.bottom - y(value)}
          rx={2}
          fill="var(--accent)"
        >
          <title>{`${name}: ${value} ${unit}`}</title>
        </Bar>
      ))}
      <AxisLeft
        scale={y}
        left={MARGIN.left}
        numTicks={4}
        hideAxisLine
        hideTicks
        tickLabelProps={() => ({ ...text, textAnchor: "end", dx: "-0.4em", dy: "0.3em" })}
      />
      <AxisBottom
        scale={x}
        top={HEIGHT - MARGIN.bottom}
        tickValues={ticks}
        tickFormat={(key) => labels.get(String(key)) ?? ""}
        stroke="var(--border-strong)"
        hideTicks
        tickLabelProps={() => ({ ...text, textAnchor: "middle" })}
      />
    </svg>
  );
}
