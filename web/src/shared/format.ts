/** Numbers, money and times as a reader expects them. */

const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const calendar = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

export const formatCount = (value: number): string => whole.format(value);

export function formatMoney(amount: string): string {
  const value = Number(amount);
  return Number.isFinite(value) ? dollars.format(value) : amount;
}

export const formatPercent = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`;

export const formatDecimal = (value: number | null | undefined, digits = 3): string =>
  value === null || value === undefined ? "n/a" : value.toFixed(digits);

export function formatDateTime(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : clock.format(date);
}

export const formatTime = (date: Date): string => time.format(date);

export function formatDay(iso: string): string {
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? iso : calendar.format(date);
}

export const pluralize = (number: number, one: string, many = `${one}s`): string =>
  `${formatCount(number)} ${number === 1 ? one : many}`;
