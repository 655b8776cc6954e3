/** The reviews of a year as columns of weeks. */
import { addDays, type Day, daysBetween, startOfWeek } from "@/features/study/plan/days";

export type HeatMapCell = { day: Day; reviews: number; level: 0 | 1 | 2 | 3 | 4 };
export type HeatMapMonth = { column: number; day: Day };

type ReviewDay = { date: Day; reviews: number };

/** Return weeks of seven cells from Monday on; days outside the range are null. Levels are quarters of the busiest day. */
export function buildWeeks(days: readonly ReviewDay[], range: { from: Day; to: Day }): (HeatMapCell | null)[][] {
  const counts = new Map(days.map(({ date, reviews }) => [date, reviews]));
  const most = Math.max(1, ...counts.values());
  const weeks: (HeatMapCell | null)[][] = [];
  for (let first = startOfWeek(range.from); first <= range.to; first = addDays(first, 7)) {
    weeks.push(
      Array.from({ length: 7 }, (_, index) => {
        const day = addDays(first, index);
        if (day < range.from || day > range.to) return null;
        const reviews = counts.get(day) ?? 0;
        return { day, reviews, level: Math.ceil((4 * reviews) / most) as HeatMapCell["level"] };
      }),
    );
  }
  return weeks;
}

/** Return where months begin, for labels above the columns. */
export function listMonths(range: { from: Day; to: Day }): HeatMapMonth[] {
  const first = startOfWeek(range.from);
  const months: HeatMapMonth[] = [];
  for (let month = range.from.slice(0, 7); month <= range.to.slice(0, 7); month = nextMonth(month)) {
    const day = `${month}-01`;
    if (day >= range.from) months.push({ column: Math.floor(daysBetween(first, day) / 7), day });
  }
  return months;
}

const nextMonth = (month: string): string => addDays(`${month}-28`, 4).slice(0, 7);
