import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { memo, type ReactNode, useCallback, useDeferredValue, useMemo } from "react";
import { OfferRow } from "@/features/records/components/offer-row";
import { exportUrl, hasFilters, type Search, SORTS, type Sort } from "@/features/records/search/filters";
import { OfferTable } from "@/features/records/search/offer-table";
import { SaveSearch } from "@/features/records/search/save-search";
import styles from "@/features/records/search/search.module.css";
import type { OfferPage, OfferRow as Row } from "@/features/records/types";
import { VerdictButtons } from "@/features/records/verdicts/verdict-buttons";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Checkbox, RadioGroup } from "@/shared/components/fields";
import { Link } from "@/shared/components/link";
import { Select } from "@/shared/components/select";
import { VirtualList } from "@/shared/components/virtual-list";
import { pluralize } from "@/shared/format";

type Props = {
  search: Search;
  isTable: boolean;
  offers: UseInfiniteQueryResult<InfiniteData<OfferPage>>;
  isInvalid: boolean;
  isNarrow: boolean;
  onChange: (change: Partial<Search>) => void;
  /** A further control beside the order. */
  children?: ReactNode;
};

const readId = ({ id }: Row) => id;
const ROW_HEIGHT = { wide: 86, narrow: 140 };
const SORT_OPTIONS = (Object.keys(SORTS) as Sort[]).map((sort) => ({ value: sort, label: SORTS[sort] }));

export function SearchResults({ search, isTable, offers, isInvalid, isNarrow, onChange, children }: Props) {
  const { data, error, isPlaceholderData: isOutdated, hasNextPage, isFetchingNextPage, fetchNextPage } = offers;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data]);
  const first = data?.pages[0];
  // Typing and pressing are shown before the rows, which take longer.
  const shown = useDeferredValue(useMemo(() => ({ rows, first, isTable }), [rows, first, isTable]));
  const mayLoadMore = hasNextPage && !isFetchingNextPage && shown.rows === rows;
  const loadMore = useCallback(() => {
    if (mayLoadMore) void fetchNextPage();
  }, [mayLoadMore, fetchNextPage]);
  return (
    <section aria-label="Results" className={styles.results}>
      <div className={styles.toolbar}>
        <p role="status" className={styles.count}>
          {isInvalid && "Correct the marked filters"}
          {!isInvalid && isOutdated && "Searching…"}
          {!isInvalid && !isOutdated && first && describeCount(first, isNarrow || search.copies === true)}
        </p>
        <div className={styles.sort}>
          <Select
            label="Sort by"
            value={search.sort ?? "match"}
            options={SORT_OPTIONS}
            onChange={(sort) => onChange({ sort: sort === "match" ? undefined : sort })}
          />
        </div>
        {children}
        {!isNarrow && <ViewControls isTable={isTable} isGrouped={!search.copies} onChange={onChange} />}
        <div className={styles.links}>
          {first && first.total > 0 && !isInvalid && (
            <a className="button quiet" href={exportUrl(search)} download="offers.csv">
              Export CSV
            </a>
          )}
          {hasFilters(search) && !isInvalid && <SaveSearch search={search} />}
        </div>
      </div>
      {!isInvalid && <ErrorAlert error={error} onRetry={() => void offers.refetch()} />}
      {!first && !error && !isInvalid && <Skeleton rows={8} label="Loading offers" />}
      {first?.total === 0 && !isInvalid && <NoOffers isFiltered={hasFilters(search)} />}
      {shown.first && shown.rows.length > 0 && rows.length > 0 && !isInvalid && (
        <Rows
          rows={shown.rows}
          total={shown.first.total}
          currency={shown.first.currency}
          isTable={shown.isTable}
          isNarrow={isNarrow}
          onEndReached={loadMore}
        />
      )}
    </section>
  );
}

type RowsProps = {
  rows: Row[];
  total: number;
  currency: string;
  isTable: boolean;
  isNarrow: boolean;
  onEndReached: () => void;
};

const Rows = memo(function Rows({ rows, total, currency, isTable, isNarrow, onEndReached }: RowsProps) {
  if (isTable) return <OfferTable rows={rows} total={total} currency={currency} onEndReached={onEndReached} />;
  return (
    <VirtualList
      label="Offers"
      items={rows}
      keyOf={readId}
      estimateHeight={isNarrow ? ROW_HEIGHT.narrow : ROW_HEIGHT.wide}
      onEndReached={onEndReached}
      render={(row) => (
        <OfferRow offer={row} currency={currency}>
          <VerdictButtons offer={row} />
        </OfferRow>
      )}
    />
  );
});

/** Return "286 offers of 264 releases", or only the offers. */
function describeCount({ total, releases }: OfferPage, isShort: boolean): string {
  const offers = pluralize(total, "offer");
  return isShort || releases === total ? offers : `${offers} of ${pluralize(releases, "release")}`;
}

type ViewControlsProps = { isTable: boolean; isGrouped: boolean; onChange: Props["onChange"] };

function ViewControls({ isTable, isGrouped, onChange }: ViewControlsProps) {
  return (
    <>
      <RadioGroup
        label="View"
        value={isTable ? "table" : "cards"}
        options={{ cards: "Cards", table: "Table" }}
        onChange={(view) => onChange({ table: view === "table" || undefined })}
      />
      <Checkbox isSelected={isGrouped} onChange={(isSelected) => onChange({ copies: !isSelected || undefined })}>
        Group copies
      </Checkbox>
    </>
  );
}

function NoOffers({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered)
    return (
      <EmptyState title="No offer matches these filters">
        <p>Remove a filter, or search for a part of the word.</p>
      </EmptyState>
    );
  return (
    <EmptyState
      title="No offers yet"
      action={
        <Link className="button" to="/records/sellers">
          Choose a seller
        </Link>
      }
    >
      <p>The offers of a seller are listed here after a scrape.</p>
    </EmptyState>
  );
}
