/** The search over all offers: its filters are in the address. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type FormEvent, useCallback, useMemo, useState } from "react";
import { readCurrency } from "@/features/records/search/currency";
import { FilterForm } from "@/features/records/search/filter-form";
import {
  countFilters,
  findFieldErrors,
  hasFilters,
  type Search,
  searchAddress,
} from "@/features/records/search/filters";
import { choicesQuery, offersQuery } from "@/features/records/search/queries";
import { SavedSearches } from "@/features/records/search/saved-searches";
import styles from "@/features/records/search/search.module.css";
import { SearchResults } from "@/features/records/search/search-results";
import { ApiError } from "@/shared/api/client";
import { Button } from "@/shared/components/button";
import { SearchField } from "@/shared/components/fields";
import { lazyPart } from "@/shared/components/lazy-part";
import { PageHeader } from "@/shared/components/page-header";
import { useMediaQuery } from "@/shared/hooks";

// For narrow screens only.
const Dialog = lazyPart(() => import("@/shared/components/dialog"), "Dialog");

const NO_ERRORS = {};

export function SearchPage() {
  // Between table and cards the filters stay as they are, and so does their form.
  const address = searchAddress.useSearchWithout("table");
  const { table: isTable = false } = searchAddress.useSearch();
  const [currency] = useState(readCurrency);
  const search: Search = useMemo(
    () => (address.currency || currency === "USD" ? address : { ...address, currency }),
    [address, currency],
  );
  const changeSearch = searchAddress.useChangeSearch();
  const change = useCallback((next: Partial<Search>) => changeSearch(next, { replace: true }), [changeSearch]);
  const offers = useInfiniteQuery(offersQuery(search));
  const choices = useQuery(choicesQuery(search));
  const isNarrow = useMediaQuery("(max-width: 700px)");
  const [isOpen, setOpen] = useState(false);
  const fieldErrors = offers.error instanceof ApiError ? offers.error.fields : NO_ERRORS;
  const isInvalid = Object.keys({ ...fieldErrors, ...findFieldErrors(search) }).length > 0;
  const form = <FilterForm search={search} choices={choices.data} onChange={change} serverErrors={fieldErrors} />;
  const active = countFilters(address);
  return (
    <>
      <PageHeader title="Records" />
      <SearchBar key={address.q ?? ""} text={address.q ?? ""} onSearch={(q) => change({ q: q || undefined })} />
      <div className={styles.page}>
        {!isNarrow && (
          <aside aria-label="Filters" className={styles.side}>
            {form}
            {hasFilters(address) && <ClearButton search={address} onChange={changeSearch} />}
            <SavedSearches />
          </aside>
        )}
        <SearchResults
          search={search}
          isTable={isTable && !isNarrow}
          offers={offers}
          isInvalid={isInvalid}
          isNarrow={isNarrow}
          onChange={change}
        >
          {isNarrow && <Button onPress={() => setOpen(true)}>{active > 0 ? `Filters (${active})` : "Filters"}</Button>}
        </SearchResults>
      </div>
      {isNarrow && (
        <Dialog title="Filters" isOpen={isOpen} onClose={() => setOpen(false)} placement="side">
          {form}
          <div className={styles.dialogButtons}>
            {hasFilters(address) && <ClearButton search={address} onChange={changeSearch} />}
            <Button variant="primary" onPress={() => setOpen(false)}>
              Show results
            </Button>
          </div>
          <SavedSearches />
        </Dialog>
      )}
    </>
  );
}

type SearchBarProps = { text: string; onSearch: (text: string) => void };

function SearchBar({ text, onSearch }: SearchBarProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSearch(String(new FormData(event.currentTarget).get("q") ?? "").trim());
  };
  return (
    <search aria-label="Offers">
      <form className={styles.bar} onSubmit={submit}>
        <SearchField
          name="q"
          label="Artist, title or label"
          defaultValue={text}
          onClear={() => onSearch("")}
          autoComplete="off"
        />
        <Button type="submit" variant="primary">
          Search
        </Button>
      </form>
    </search>
  );
}

type ClearButtonProps = { search: Search; onChange: (change: Partial<Search>) => void };

function ClearButton({ search, onChange }: ClearButtonProps) {
  const names = Object.keys(search).filter((name) => !["sort", "currency", "copies", "table"].includes(name));
  return (
    <Button variant="quiet" onPress={() => onChange(Object.fromEntries(names.map((name) => [name, undefined])))}>
      Clear all filters
    </Button>
  );
}
