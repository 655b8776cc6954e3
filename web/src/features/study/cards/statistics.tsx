/** Reviews as a heat map and in numbers. */

import type { Schemas } from "@/features/study/api";
import own from "@/features/study/cards/cards.module.css";
import { buildWeeks, listMonths } from "@/features/study/cards/heat-map";
import { useHeatMap, useStatistics } from "@/features/study/cards/queries";
import styles from "@/features/study/components/study.module.css";
import { formatMinutes } from "@/features/study/focus/timer";
import { formatDay } from "@/features/study/plan/days";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { pluralize } from "@/shared/format";

export function Statistics() {
  const heatMap = useHeatMap();
  const statistics = useStatistics();
  const error = heatMap.error ?? statistics.error;
  const retry = () => void Promise.all([heatMap.refetch(), statistics.refetch()]);
  return (
    <div className={styles.stack}>
      <ErrorAlert error={error} onRetry={retry} />
      {!error && (!heatMap.data || !statistics.data) && <Skeleton />}
      {heatMap.data && <HeatMap map={heatMap.data} />}
      {statistics.data && <Numbers statistics={statistics.data} />}
      {statistics.data && <Forecast days={statistics.data.forecast} />}
    </div>
  );
}

/** On a narrow screen the newest weeks are seen first. */
const showNewest = (element: HTMLElement | null) => element?.scrollTo({ left: element.scrollWidth });

const CELL = 12;
const TOP = 16;

function HeatMap({ map }: { map: Schemas["HeatMapBody"] }) {
  const weeks = buildWeeks(map.days, map);
  const total = map.days.reduce((sum, { reviews }) => sum + reviews, 0);
  const days = [...map.days].reverse();
  return (
    <section className={styles.panel} aria-labelledby="heat-map">
      <h2 id="heat-map">Reviews of the last year</h2>
      <p>
        {pluralize(total, "review")} on {pluralize(map.days.length, "day")}.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region needs the focus */}
      <section ref={showNewest} className={own.map} tabIndex={0} aria-label="Heat map of reviews">
        <svg
          viewBox={`0 0 ${weeks.length * CELL} ${TOP + 7 * CELL}`}
          role="img"
          aria-label={`${pluralize(total, "review")} on ${pluralize(map.days.length, "day")}`}
        >
          {listMonths(map).map(({ column, day }) => (
            <text key={day} x={column * CELL} y={10}>
              {formatDay(day, { month: "short" })}
            </text>
          ))}
          {weeks.map((week, column) =>
            week.map(
              (cell, row) =>
                cell && (
                  <rect
                    key={cell.day}
                    x={column * CELL}
                    y={TOP + row * CELL}
                    width={CELL - 2}
                    height={CELL - 2}
                    rx={2}
                    className={own[`level${cell.level}`]}
                  >
                    <title>{`${formatDay(cell.day, { day: "numeric", month: "long" })}: ${pluralize(cell.reviews, "review")}`}</title>
                  </rect>
                ),
            ),
          )}
        </svg>
      </section>
      <details>
        <summary>As a table</summary>
        <table>
          <thead>
            <tr>
              <th>Day</th>
              <th>Reviews</th>
              <th>Recalled</th>
            </tr>
          </thead>
          <tbody>
            {days.slice(0, 60).map((day) => (
              <tr key={day.date}>
                <td>{formatDay(day.date, { day: "numeric", month: "short", year: "numeric" })}</td>
                <td>{day.reviews}</td>
                <td>{day.correct}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

const percent = (share: number | null) => (share === null ? "–" : `${Math.round(100 * share)} %`);

function Numbers({ statistics }: { statistics: Schemas["StatisticsBody"] }) {
  const { reviews, retention, cards, period_days } = statistics;
  const numbers: [string, string | number][] = [
    ["Reviews today", reviews.today],
    ["Days studied", reviews.days_studied],
    ["Time", formatMinutes(Math.round(reviews.minutes))],
    ["Recalled", percent(retention.rate)],
    ["Again", reviews.again],
    ["Hard", reviews.hard],
    ["Good", reviews.good],
    ["Easy", reviews.easy],
    ["Cards", cards.total],
    ["New", cards.new],
    ["Learned", cards.review],
    ["Suspended", cards.suspended],
  ];
  return (
    <section className={styles.panel} aria-labelledby="numbers">
      <h2 id="numbers">Last {period_days} days</h2>
      <dl className={own.numbers}>
        {numbers.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Forecast({ days }: { days: readonly Schemas["ForecastDay"][] }) {
  const most = Math.max(1, ...days.map(({ cards }) => cards));
  const total = days.reduce((sum, { cards }) => sum + cards, 0);
  return (
    <section className={styles.panel} aria-labelledby="forecast">
      <h2 id="forecast">Due in the next {days.length} days</h2>
      <p>{pluralize(total, "card")} in all.</p>
      <div
        className={own.bars}
        role="img"
        aria-label={`${total} cards in ${days.length} days, at most ${most} on a day`}
      >
        {days.map(({ date, cards }) => (
          <div key={date} style={{ height: `${(100 * cards) / most}%` }} title={`${date}: ${cards}`} />
        ))}
      </div>
    </section>
  );
}
