/** Numbers, money, grades and times as a reader expects them. */

const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const calendar = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

export const count = (value: number): string => whole.format(value);

export function money(amount: string): string {
  const value = Number(amount);
  return Number.isFinite(value) ? dollars.format(value) : amount;
}

/** The seller's own price, where it is not in dollars. */
export function foreignPrice(amount: string | null, currency: string | null): string | null {
  if (!amount || !currency || currency === "USD") return null;
  const value = Number(amount);
  if (!Number.isFinite(value)) return null;
  const shown = value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${shown} ${currency}`;
}

/** "Very Good Plus (VG+)" is VG+ to everybody who buys records. */
export function grade(condition: string): string {
  const short = /\(([^)]+)\)\s*$/.exec(condition)?.[1];
  return short ? (short.split(" or ")[0] ?? short) : condition;
}

export const percent = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`;

export const figure = (value: number | null | undefined, digits = 3): string =>
  value === null || value === undefined ? "n/a" : value.toFixed(digits);

export function moment(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : clock.format(date);
}

export function day(iso: string): string {
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? iso : calendar.format(date);
}

export const plural = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : many}`;
