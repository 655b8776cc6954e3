import { describe, expect, it } from "vitest";
import type { FoundBook, SearchedSource, SearchPage } from "@/features/books/api";
import { mergePages, untilRetry } from "@/features/books/search/use-book-search";

const book = (id: string, work = id) => ({ id, work }) as FoundBook;
const page = (books: FoundBook[], sources: Partial<SearchedSource>[] = []) =>
  ({ books, sources, page: 1, total: books.length }) as unknown as SearchPage;

describe("mergePages", () => {
  it("keeps the rows that are shown at their places, and adds new ones below", () => {
    const first = page([book("a1", "a"), book("c")]);
    const next = page([book("b"), book("a2", "a"), book("c")]);
    expect(mergePages(first, next).books.map(({ id }) => id)).toEqual(["a2", "c", "b"]);
    expect(mergePages(null, next)).toBe(next);
    expect(mergePages(first, { ...next, page: 2 }).books).toBe(next.books);
  });
});

describe("untilRetry", () => {
  it("waits for the first source that may be asked again", () => {
    const failed = [{ retry_at: "2026-01-01T00:00:20Z" }, { retry_at: "2026-01-01T00:00:10Z" }, { retry_at: null }];
    expect(untilRetry(page([], failed), Date.parse("2026-01-01T00:00:00Z"))).toBe(11_000);
    expect(untilRetry(page([], [{ retry_at: null }]))).toBe(false);
    expect(untilRetry(undefined)).toBe(false);
  });
});
