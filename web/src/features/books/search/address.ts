/** The search's address: its words, its filters and its page of results. */
import { defineAddress } from "@/shared/routing/page";
import { type RawSearch, readNumber, readText } from "@/shared/routing/search";

export type Filters = {
  q: string;
  /** A file extension; "" for every supported format. */
  format: string;
  /** A language code, `all` for every language; "" for the default languages. */
  lang: string;
  page: number | null;
};

function readFilters(raw: RawSearch): Filters {
  const page = readNumber(raw, "page");
  return {
    q: readText(raw, "q").trim().slice(0, 1000),
    format: readText(raw, "format").trim().toLowerCase(),
    lang: readText(raw, "lang").trim().toLowerCase(),
    page: page !== null && Number.isInteger(page) && page > 1 && page <= 100 ? page : null,
  };
}

export const booksAddress = defineAddress("/books", readFilters);
