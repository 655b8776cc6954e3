/** Days as texts such as 2026-11-29, and the grids of a calendar, whose weeks begin on Monday. */

export type Day = string;

const DAY_MS = 86_400_000;

const toUtc = (day: Day) => new Date(`${day}T00:00:00Z`);
const fromUtc = (date: Date): Day => date.toISOString().slice(0, 10);

export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(toUtc(text).getTime()) && fromUtc(toUtc(text)) === text;

export const addDays = (day: Day, count: number): Day => fromUtc(new Date(toUtc(day).getTime() + count * DAY_MS));

export const daysBetween = (first: Day, last: Day): number =>
  Math.round((toUtc(last).getTime() - toUtc(first).getTime()) / DAY_MS);

/** Return the same day of another month, or its last one where that month is shorter. */
export function addMonths(day: Day, count: number): Day {
  const date = toUtc(day);
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1));
  const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date.getUTCDate(), length));
  return fromUtc(first);
}

/** Return 0 for Monday to 6 for Sunday. */
export const weekdayOf = (day: Day): number => (toUtc(day).getUTCDay() + 6) % 7;

export const startOfWeek = (day: Day): Day => addDays(day, -weekdayOf(day));

/** Return the seven days of a week. */
export const weekGrid = (day: Day): Day[] => Array.from({ length: 7 }, (_, index) => addDays(startOfWeek(day), index));

/** Return the weeks that a month touches. */
export function monthGrid(day: Day): Day[][] {
  const month = day.slice(0, 7);
  const weeks: Day[][] = [];
  for (let first = startOfWeek(`${month}-01`); first.slice(0, 7) <= month; first = addDays(first, 7)) {
    weeks.push(weekGrid(first));
  }
  return weeks;
}

/** Return the day of an instant on this browser's clock. */
export function dayOf(instant: string | Date): Day {
  const date = new Date(instant);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");
}

/** Return the time of an instant on this browser's clock, such as 09:30. */
export function timeOf(instant: string | Date): string {
  const date = new Date(instant);
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

/** Return the instant of a local time. */
export const toInstant = (day: Day, time: string): string => new Date(`${day}T${time}`).toISOString();

/** Return an instant moved to another day, at the same local time. */
export const moveInstant = (instant: string, day: Day): string => {
  const date = new Date(instant);
  const [year = 0, month = 1, dayOfMonth = 1] = day.split("-").map(Number);
  date.setFullYear(year, month - 1, dayOfMonth);
  return date.toISOString();
};

export const formatDay = (day: Day, options: Intl.DateTimeFormatOptions): string =>
  toUtc(day).toLocaleDateString("en-GB", { ...options, timeZone: "UTC" });

export const formatLongDay = (day: Day): string => formatDay(day, { weekday: "long", day: "numeric", month: "long" });

/** Return how a day is called from another one: Today, Tomorrow, Yesterday, or its date. */
export function describeDay(day: Day, today: Day): string {
  const distance = daysBetween(today, day);
  const near: Record<number, string> = { [-1]: "Yesterday", 0: "Today", 1: "Tomorrow" };
  return near[distance] ?? formatDay(day, { weekday: "short", day: "numeric", month: "short" });
}
