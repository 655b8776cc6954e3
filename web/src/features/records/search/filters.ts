/** The filters of the search, and their form in the URL of the page. */
import { defineAddress } from "@/shared/routing/page";
import { type RawSearch, readNumber, readText } from "@/shared/routing/search";

export const TEXT_FILTERS = ["q", "genre_style", "condition", "seller"] as const;
export const NUMBER_FILTERS = ["min_year", "max_year", "min_price", "max_price"] as const;
export const SORTS = {
  score_desc: "Best score",
  taste_desc: "Your taste",
  price_asc: "Lowest price",
  price_desc: "Highest price",
  year_asc: "Oldest",
  year_desc: "Newest",
} as const;
export const PAGE_SIZE = 20;

export type FilterName = (typeof TEXT_FILTERS)[number] | (typeof NUMBER_FILTERS)[number];
export type Filters = Record<FilterName, string> & { sort: keyof typeof SORTS; page: number };

export const FILTER_LABELS: Record<FilterName, string> = {
  q: "Text",
  genre_style: "Genre or style",
  condition: "Condition",
  seller: "Seller",
  min_year: "From year",
  max_year: "To year",
  min_price: "From $",
  max_price: "To $",
};

const ALL_FILTERS: readonly FilterName[] = [...TEXT_FILTERS, ...NUMBER_FILTERS];

export const NO_FILTERS: Filters = {
  q: "",
  genre_style: "",
  condition: "",
  seller: "",
  min_year: "",
  max_year: "",
  min_price: "",
  max_price: "",
  sort: "score_desc",
  page: 1,
};

export function readFilters(raw: RawSearch): Filters {
  const filters = { ...NO_FILTERS };
  for (const name of ALL_FILTERS) filters[name] = readText(raw, name).trim();
  const sort = readText(raw, "sort");
  if (sort in SORTS) filters.sort = sort as Filters["sort"];
  const page = readNumber(raw, "page");
  if (page !== null && Number.isInteger(page) && page > 1) filters.page = page;
  return filters;
}

export const searchAddress = defineAddress("/records", readFilters);

/** Return the query of the API request; years that are not numbers are left out. */
export function toQuery({ min_year, max_year, ...rest }: Filters) {
  return { ...rest, min_year: parseYear(min_year), max_year: parseYear(max_year) };
}

function parseYear(text: string): number | null {
  const value = Number(text);
  return text !== "" && Number.isInteger(value) ? value : null;
}

export const listActiveFilters = (filters: Filters): FilterName[] => ALL_FILTERS.filter((name) => filters[name] !== "");

export const countPages = (count: number): number => Math.max(1, Math.ceil(count / PAGE_SIZE));
