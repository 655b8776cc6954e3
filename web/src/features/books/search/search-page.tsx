import { useId, useState } from "react";
import type { SearchPage } from "@/features/books/api";
import { BookRow } from "@/features/books/components/book-row";
import rowStyles from "@/features/books/components/book-row.module.css";
import { SaveSearchDialog } from "@/features/books/saved/save-search-dialog";
import { booksAddress, type Filters } from "@/features/books/search/address";
import styles from "@/features/books/search/search.module.css";
import { SearchForm } from "@/features/books/search/search-form";
import { SourceSummary } from "@/features/books/search/source-summary";
import { useBookSearch } from "@/features/books/search/use-book-search";
import { useBookStates } from "@/features/books/use-downloads";
import { Button } from "@/shared/components/button";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { formatCount } from "@/shared/format";

export function BooksPage() {
  const filters = booksAddress.useSearch();
  const change = booksAddress.useChangeSearch();
  const { query, retry } = useBookSearch(filters);
  const page = query.data;
  const isWaiting = query.isFetching && (!page || (page.books.length === 0 && !page.is_complete));
  return (
    <div className="page">
      <PageHeader title="Books" documentTitle={filters.q ? `${filters.q} · Books` : "Books"} />
      <SearchForm key={filters.q} filters={filters} onSearch={change} />
      {filters.q === "" ? (
        <p className={styles.hint}>
          All enabled catalogues are searched at once. <Link to="/books/sources">See their state</Link>
        </p>
      ) : (
        <section aria-label="Results" aria-busy={query.isFetching}>
          <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />
          {page && <SourceSummary page={page} isFetching={query.isFetching} onRetry={() => void retry()} />}
          {isWaiting && !page && <p role="status">Searching</p>}
          {isWaiting && <Skeleton rows={5} label="Searching the catalogues" />}
          {page && page.books.length > 0 && <Results page={page} />}
          {page?.is_complete && page.books.length === 0 && <NothingFound page={page} filters={filters} />}
          {page && page.pages > 1 && <Pager page={page} onGo={(next) => change({ page: next > 1 ? next : null })} />}
          {page?.is_complete && page.total > 0 && <SaveSearch filters={filters} />}
        </section>
      )}
    </div>
  );
}

function Results({ page }: { page: SearchPage }) {
  const stateOf = useBookStates();
  return (
    <ul aria-label="Books" className={rowStyles.list}>
      {page.books.map((book) => (
        <BookRow key={book.work} book={book} state={stateOf(book)} />
      ))}
    </ul>
  );
}

function NothingFound({ page, filters }: { page: SearchPage; filters: Filters }) {
  const change = booksAddress.useChangeSearch();
  if (page.sources.length === 0) {
    return (
      <EmptyState
        title="No catalogue is enabled"
        action={
          <Link className="button" to="/settings/sources">
            Choose catalogues
          </Link>
        }
      />
    );
  }
  if (page.total > 0) {
    return (
      <EmptyState
        title="There is no such page of results"
        action={<Button onPress={() => change({ page: null })}>Back to the first page</Button>}
      />
    );
  }
  if (page.sources.every(({ state }) => state === "failed")) return null;
  const isFiltered = filters.format !== "" || filters.lang !== "all";
  return (
    <EmptyState
      title={`No book matches “${filters.q}”`}
      action={
        isFiltered && (
          <Button onPress={() => change({ format: "", lang: "all" })}>Search in every format and language</Button>
        )
      }
    />
  );
}

function SaveSearch({ filters }: { filters: Filters }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className={styles.save}>
      <Button onPress={() => setIsOpen(true)}>Save this search</Button>
      <SaveSearchDialog isOpen={isOpen} onClose={() => setIsOpen(false)} filters={filters} />
    </div>
  );
}

function Pager({ page: { page, pages }, onGo }: { page: SearchPage; onGo: (page: number) => void }) {
  const label = useId();
  return (
    <nav className={styles.pager} aria-label="Result pages">
      <Button isDisabled={page <= 1} aria-describedby={label} onPress={() => onGo(Math.min(page - 1, pages))}>
        Previous
      </Button>
      <span id={label}>
        Page {formatCount(page)} of {formatCount(pages)}
      </span>
      <Button isDisabled={page >= pages} aria-describedby={label} onPress={() => onGo(page + 1)}>
        Next
      </Button>
    </nav>
  );
}
