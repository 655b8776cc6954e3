/** The books app on the page. */
import { itemAddress } from "@/features/books/item/address";
import { createBooksLiveSource } from "@/features/books/live";
import { booksAddress } from "@/features/books/search/address";
import type { Feature } from "@/shared/feature";
import { lazyPage } from "@/shared/routing/page";

export const feature: Feature = {
  name: "books",
  pages: [
    lazyPage(booksAddress, () => import("@/features/books/search/search-page"), "BooksPage"),
    lazyPage(itemAddress, () => import("@/features/books/item/item-page"), "ItemPage"),
    lazyPage("/books/queue", () => import("@/features/books/queue/queue-page"), "QueuePage"),
    lazyPage("/books/saved", () => import("@/features/books/saved/saved-page"), "SavedPage"),
    lazyPage("/books/sources", () => import("@/features/books/sources/sources-page"), "SourcesPage"),
    lazyPage("/settings/ingest", () => import("@/features/books/settings/ingest-page"), "IngestPage"),
    lazyPage("/settings/sources", () => import("@/features/books/settings/source-settings-page"), "SourceSettingsPage"),
  ],
  navigation: {
    to: "/books",
    label: "Books",
    icon: "M2 3c2.5-.8 4.5-.5 6 1 1.5-1.5 3.5-1.800 6-1v9.500c-2.5-.8-4.5-.5-6 1-1.5-1.5-3.5-1.800-6-1zM8 4v9.500",
    sections: [
      { to: "/books", label: "Search" },
      { to: "/books/queue", label: "Queue" },
      { to: "/books/saved", label: "Saved" },
      { to: "/books/sources", label: "Sources" },
    ],
  },
  settings: [
    { to: "/settings/ingest", label: "Ingest folder", description: "Where finished books are put, with a write test." },
    {
      to: "/settings/sources",
      label: "Sources of books",
      description: "The catalogues that are searched, and memberships.",
    },
  ],
  commands: [
    { id: "books.find", label: "Queue a book: search for it", keys: "n b", to: "/books#search" },
    { id: "books.queue", label: "Open the queue of books", keys: "g q", to: "/books/queue" },
  ],
  loadTodayCard: async () => (await import("@/features/books/today/today-card")).TodayCard,
  live: createBooksLiveSource,
};
