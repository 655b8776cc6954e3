import { useQuery } from "@tanstack/react-query";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useDeferredValue, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Offer } from "@/features/records/components/offer";
import { Skeleton } from "@/features/records/components/skeleton";
import { sellerOffersQuery } from "@/features/records/queries";
import { filterOffers, ORDERS, type Order } from "@/features/records/sellers/filter-offers";
import type { Listing } from "@/features/records/types";
import { EmptyState, ErrorAlert } from "@/shared/components/feedback";
import { pluralize } from "@/shared/format";

type Props = { seller: string; busy: boolean; scraped: boolean };

export function SellerOffers({ seller, busy, scraped }: Props) {
  const offers = useQuery(sellerOffersQuery(seller));
  const [text, setText] = useState("");
  const [order, setOrder] = useState<Order>("score");
  const filter = useDeferredValue(text);
  const shown = useMemo(() => filterOffers(offers.data ?? [], { text: filter, order }), [offers.data, filter, order]);
  return (
    <section className="seller-offers" aria-label={`Offers of ${seller}`}>
      <ErrorAlert error={offers.error} onRetry={() => offers.refetch()} />
      {offers.isPending && <Skeleton rows={8} />}
      {offers.data?.length === 0 && <NothingStored busy={busy} scraped={scraped} />}
      {offers.data && offers.data.length > 0 && (
        <>
          <div className="results-header">
            <p role="status">
              {shown.length === offers.data.length
                ? pluralize(shown.length, "offer")
                : `${shown.length} of ${pluralize(offers.data.length, "offer")}`}
            </p>
            <input
              type="search"
              aria-label="Filter these offers"
              placeholder="filter"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <select aria-label="Order" value={order} onChange={(event) => setOrder(event.target.value as Order)}>
              {Object.entries(ORDERS).map(([value, name]) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          <VirtualOfferList offers={shown} />
        </>
      )}
    </section>
  );
}

function NothingStored({ busy, scraped }: Omit<Props, "seller">) {
  if (busy) {
    return (
      <EmptyState title="Scrape in progress">
        <p>Offers are listed here when the scrape ends.</p>
      </EmptyState>
    );
  }
  return scraped ? (
    <EmptyState title="No offer passed the rules">
      <p>Only offers that pass the scoring rules are stored. Try another seller, or scrape this one again later.</p>
    </EmptyState>
  ) : (
    <EmptyState title="No offers of this seller are stored">
      <p>Start a scrape with the button above. Only offers that pass the scoring rules are stored.</p>
    </EmptyState>
  );
}

const ROW_HEIGHT = 92;

/** A list of thousands of offers that renders only the visible rows. */
function VirtualOfferList({ offers }: { offers: Listing[] }) {
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({
    count: offers.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollMargin: top,
    getItemKey: (row) => offers[row]?.id ?? row,
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are positioned absolutely, which ul does not allow
    <div ref={list} role="list" className="offers virtual-list" style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map((row) => {
        const offer = offers[row.index];
        return (
          offer && (
            // biome-ignore lint/a11y/useSemanticElements: as above
            <div
              key={row.key}
              role="listitem"
              aria-setsize={offers.length}
              aria-posinset={row.index + 1}
              data-index={row.index}
              ref={rows.measureElement}
              style={{ transform: `translateY(${row.start - top}px)` }}
            >
              <Offer offer={offer} hideSeller />
            </div>
          )
        );
      })}
    </div>
  );
}
