import { useQuery } from "@tanstack/react-query";
import { ExportLink } from "@/features/records/components/export-link";
import { Offer } from "@/features/records/components/offer";
import { Skeleton } from "@/features/records/components/skeleton";
import { searchQuery } from "@/features/records/queries";
import {
  countPages,
  FILTER_LABELS,
  type Filters,
  listActiveFilters,
  searchAddress,
} from "@/features/records/search/filters";
import { SearchForm } from "@/features/records/search/search-form";
import { EmptyState, ErrorAlert } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { formatCount, pluralize } from "@/shared/format";
import { useDocumentTitle } from "@/shared/hooks";

export function SearchPage() {
  useDocumentTitle("Search");
  const filters = searchAddress.useSearch();
  const changeSearch = searchAddress.useChangeSearch();
  const results = useQuery(searchQuery(filters));
  const go = (next: Filters) => changeSearch(next);
  return (
    <div className="page search-page">
      <h1 className="sr-only">Search</h1>
      <SearchForm key={JSON.stringify({ ...filters, page: 1 })} filters={filters} onSearch={go} />
      <section aria-label="Results" aria-busy={results.isFetching}>
        <div className="results-header">
          <p role="status">
            {results.data ? pluralize(results.data.count, "offer") : results.isError ? "" : "Searching"}
          </p>
          <Chips filters={filters} onChange={go} />
          <ExportLink />
        </div>
        <ErrorAlert error={results.error} onRetry={() => results.refetch()} />
        {results.isPending && <Skeleton rows={8} />}
        {results.data && (
          <div className={results.isPlaceholderData ? "offers stale" : "offers"}>
            {results.data.results.map((offer) => (
              <Offer key={offer.id} offer={offer} />
            ))}
          </div>
        )}
        {results.data?.results.length === 0 && (
          <NothingFound filters={filters} count={results.data.count} onChange={go} />
        )}
        {results.data && results.data.count > 0 && (
          <Pager page={filters.page} pages={countPages(results.data.count)} onGo={(page) => go({ ...filters, page })} />
        )}
      </section>
    </div>
  );
}

type Change = { filters: Filters; onChange: (filters: Filters) => void };

function Chips({ filters, onChange }: Change) {
  return (
    <ul className="chips" aria-label="Active filters">
      {listActiveFilters(filters).map((name) => (
        <li key={name}>
          <button
            type="button"
            className="chip"
            aria-label={`Remove filter ${FILTER_LABELS[name]}: ${filters[name]}`}
            onClick={() => onChange({ ...filters, [name]: "", page: 1 })}
          >
            {FILTER_LABELS[name]} <b>{filters[name]}</b> <span aria-hidden="true">×</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function NothingFound({ filters, count: total, onChange }: Change & { count: number }) {
  if (total > 0) {
    return (
      <EmptyState title="There is no such page">
        <button type="button" onClick={() => onChange({ ...filters, page: 1 })}>
          Back to the first page
        </button>
      </EmptyState>
    );
  }
  if (listActiveFilters(filters).length > 0) {
    return (
      <EmptyState title="No offer matches these filters">
        <p>Remove a filter above, or search for a part of the word.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No offers yet">
      <p>
        <Link to="/records/sellers">Scrape a seller</Link>. Their offers are then listed here.
      </p>
    </EmptyState>
  );
}

type PagerProps = { page: number; pages: number; onGo: (page: number) => void };

function Pager({ page, pages, onGo }: PagerProps) {
  return (
    <nav className="pager" aria-label="Result pages">
      <button type="button" disabled={page <= 1} onClick={() => onGo(Math.min(page - 1, pages))}>
        Previous
      </button>
      <span>
        Page {formatCount(page)} of {formatCount(pages)}
      </span>
      <button type="button" disabled={page >= pages} onClick={() => onGo(page + 1)}>
        Next
      </button>
    </nav>
  );
}
