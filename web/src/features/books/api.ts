/** The client of the books API, and its types. */
import type { components, paths } from "@/generated/books";
import { createApi } from "@/shared/api/api";

export const { api, $api } = createApi<paths>();

type Schemas = components["schemas"];
export type FoundBook = Schemas["FoundBook"];
export type BookDetails = Schemas["BookDetails"];
export type BookState = Schemas["BookState"];
export type DownloadState = BookState["state"];
export type Download = Schemas["DownloadEntry"];
export type DownloadProgress = Pick<
  Download,
  "id" | "state" | "progress" | "received" | "total" | "bytes_per_second" | "seconds_left"
>;
export type DownloadQueue = Schemas["DownloadQueue"];
export type SearchPage = Schemas["BookSearchPage"];
export type SearchedSource = Schemas["SearchedSource"];
export type SavedSearch = Schemas["SavedSearch"];
export type SourceState = Schemas["SourceState"];
