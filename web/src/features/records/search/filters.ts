/** The filters of the search, and how the address of the page holds them. */

export const TEXTS = ["q", "genre_style", "condition", "seller"] as const;
export const NUMBERS = ["min_year", "max_year", "min_price", "max_price"] as const;
export const SORTS = {
  score_desc: "Best score",
  taste_desc: "Your taste",
  price_asc: "Lowest price",
  price_desc: "Highest price",
  year_asc: "Oldest",
  year_desc: "Newest",
} as const;
export const PAGE_SIZE = 20;

export type Name = (typeof TEXTS)[number] | (typeof NUMBERS)[number];
export type Filters = Record<Name, string> & { sort: keyof typeof SORTS; page: number };

export const NAMES: Record<Name, string> = {
  q: "Words",
  genre_style: "Genre or style",
  condition: "Condition",
  seller: "Seller",
  min_year: "From year",
  max_year: "To year",
  min_price: "From $",
  max_price: "To $",
};

const ALL: readonly Name[] = [...TEXTS, ...NUMBERS];

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

export function readFilters(params: URLSearchParams): Filters {
  const filters = { ...NO_FILTERS };
  for (const name of ALL) filters[name] = (params.get(name) ?? "").trim();
  const sort = params.get("sort") ?? "";
  if (sort in SORTS) filters.sort = sort as Filters["sort"];
  const page = Number(params.get("page"));
  if (Number.isInteger(page) && page > 1) filters.page = page;
  return filters;
}

/** Only what differs from an untouched search stands in the address. */
export function writeFilters(filters: Filters): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of ALL) if (filters[name].trim()) params.set(name, filters[name].trim());
  if (filters.sort !== NO_FILTERS.sort) params.set("sort", filters.sort);
  if (filters.page > 1) params.set("page", String(filters.page));
  return params;
}

/** What the server is asked; it leaves out what is not a number, as the reader would expect. */
export function toQuery({ min_year, max_year, ...rest }: Filters) {
  return { ...rest, min_year: year(min_year), max_year: year(max_year) };
}

function year(text: string): number | null {
  const value = Number(text);
  return text !== "" && Number.isInteger(value) ? value : null;
}

export const activeFilters = (filters: Filters): Name[] => ALL.filter((name) => filters[name] !== "");

export const lastPage = (count: number): number => Math.max(1, Math.ceil(count / PAGE_SIZE));
