import { useSearch } from "@tanstack/react-router";
import type { RawSearch } from "@/shared/routing/search";

/** Return the search parameters of a page that declares none. */
export const useRawSearch = (): RawSearch => useSearch({ strict: false }) as RawSearch;
