/** The filters of the offer search, which the address of the page contains. */
import { defineAddress } from "@/shared/routing/page";
import { encodeSearch, type RawSearch, readFlag, readList, readText } from "@/shared/routing/search";

export const SORTS = {
  match: "Likely to suit you",
  score: "Best score",
  price_asc: "Price, lowest first",
  price_desc: "Price, highest first",
  wants: "Most wanted",
  condition: "Best condition",
  newest: "Newest offers",
  year_asc: "Year, oldest first",
  year_desc: "Year, newest first",
} as const;
export type Sort = keyof typeof SORTS;

const TEXTS = [
  "q",
  "condition",
  "sleeve",
  "min_wants",
  "min_price",
  "max_price",
  "min_year",
  "max_year",
  "currency",
  "seller",
  "release",
  "verdict",
] as const;
const LISTS = ["genre", "style", "format"] as const;

export type TextFilter = (typeof TEXTS)[number];
type ListFilter = (typeof LISTS)[number];

/** Missing values do not filter. */
export type Filters = { [K in TextFilter]?: string } & { [K in ListFilter]?: string[] } & {
  unjudged?: boolean;
  sort?: Sort;
};

/** The filters, and how their results are shown: each copy on its own, as a table. */
export type Search = Filters & { copies?: boolean; table?: boolean };

/** In an address a plus sign is a blank: `condition=VG+` arrives as `VG `. */
const restorePlus = (text: string) => text.replace(/ $/, "+");

export function parseSearch(raw: RawSearch): Search {
  const search: Search = {};
  for (const name of TEXTS) {
    const isGrade = name === "condition" || name === "sleeve";
    const text = isGrade ? restorePlus(readText(raw, name)) : readText(raw, name);
    if (text) search[name] = text;
  }
  for (const name of LISTS) {
    const values = readList(raw, name);
    if (values.length > 0) search[name] = values;
  }
  // The filter of the former search page.
  const former = readText(raw, "genre_style");
  if (former && !search.q) search.q = former;
  const sort = readText(raw, "sort");
  if (sort in SORTS && sort !== "match") search.sort = sort as Sort;
  for (const name of ["unjudged", "copies", "table"] as const) if (readFlag(raw, name)) search[name] = true;
  return search;
}

export const searchAddress = defineAddress("/records", parseSearch);

/** Return only the filters of a search, as the server expects them. */
export function toQuery({ copies: _copies, table: _table, ...filters }: Search): Filters {
  return filters;
}

/** Return whether anything is filtered; order and currency are no filters. */
export function hasFilters({ sort: _sort, currency: _currency, ...filters }: Filters): boolean {
  return Object.keys(toQuery(filters)).length > 0;
}

export const countFilters = ({ sort: _sort, currency: _currency, q: _q, ...filters }: Filters): number =>
  Object.keys(toQuery(filters)).length;

export const exportUrl = (search: Search): string => `/api/records/export.csv${encodeSearch(toQuery(search))}`;

const RANGES = [
  ["min_price", "max_price"],
  ["min_year", "max_year"],
] as const;
const PATTERNS: readonly [TextFilter, RegExp, string][] = [
  ["min_price", /^\d{1,9}([.,]\d{1,2})?$/, "Enter an amount such as 12.50."],
  ["max_price", /^\d{1,9}([.,]\d{1,2})?$/, "Enter an amount such as 12.50."],
  ["min_year", /^\d{1,9}$/, "Enter a year such as 1973."],
  ["max_year", /^\d{1,9}$/, "Enter a year such as 1973."],
  ["min_wants", /^\d{1,9}$/, "Enter a whole number."],
];

/** Return a message for each field that cannot be used, as the server would. */
export function findFieldErrors(filters: Filters): Partial<Record<TextFilter, string>> {
  const errors: Partial<Record<TextFilter, string>> = {};
  for (const [name, pattern, message] of PATTERNS) {
    const text = filters[name]?.trim();
    if (text && !pattern.test(text)) errors[name] = message;
  }
  for (const [low, high] of RANGES) {
    if (errors[low] || errors[high] || !filters[low] || !filters[high]) continue;
    if (toNumber(filters[low]) > toNumber(filters[high])) {
      errors[low] = "The minimum is above the maximum.";
      errors[high] = "The maximum is below the minimum.";
    }
  }
  return errors;
}

const toNumber = (text: string) => Number(text.replace(",", "."));
