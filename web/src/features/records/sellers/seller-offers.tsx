import { useQuery } from "@tanstack/react-query";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useDeferredValue, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Offer } from "@/features/records/components/offer";
import { RowsToCome } from "@/features/records/components/skeleton";
import { offers as read } from "@/features/records/queries";
import { narrow, ORDERS, type Order } from "@/features/records/sellers/filter-offers";
import type { Listing } from "@/features/records/types";
import { Empty, Trouble } from "@/shared/components/feedback";
import { plural } from "@/shared/format";

type Props = { seller: string; busy: boolean; scraped: boolean };

export function SellerOffers({ seller, busy, scraped }: Props) {
  const offers = useQuery(read(seller));
  const [text, setText] = useState("");
  const [order, setOrder] = useState<Order>("score");
  const wanted = useDeferredValue(text);
  const shown = useMemo(() => narrow(offers.data ?? [], { text: wanted, order }), [offers.data, wanted, order]);
  return (
    <section className="seller-offers" aria-label={`Offers of ${seller}`}>
      <Trouble error={offers.error} onRetry={() => offers.refetch()} />
      {offers.isPending && <RowsToCome rows={8} />}
      {offers.data?.length === 0 && <NothingStored busy={busy} scraped={scraped} />}
      {offers.data && offers.data.length > 0 && (
        <>
          <div className="results-head">
            <p role="status">
              {shown.length === offers.data.length
                ? plural(shown.length, "offer")
                : `${shown.length} of ${plural(offers.data.length, "offer")}`}
            </p>
            <input
              type="search"
              aria-label="Narrow these offers"
              placeholder="narrow down"
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
          <LongList offers={shown} />
        </>
      )}
    </section>
  );
}

function NothingStored({ busy, scraped }: Omit<Props, "seller">) {
  if (busy) {
    return (
      <Empty title="On the way">
        <p>Offers turn up here when the scrape ends.</p>
      </Empty>
    );
  }
  return scraped ? (
    <Empty title="Nothing worth storing was found">
      <p>Try another seller, or scrape this one again once they have something new.</p>
    </Empty>
  ) : (
    <Empty title="Nothing of this seller is stored">
      <p>Scrape them with the button above; only what is worth keeping is stored.</p>
    </Empty>
  );
}

const ROW = 92;

/** Thousands of rows of which the page holds only those in sight. */
function LongList({ offers }: { offers: Listing[] }) {
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({
    count: offers.length,
    estimateSize: () => ROW,
    overscan: 8,
    scrollMargin: top,
    getItemKey: (row) => offers[row]?.id ?? row,
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows stand where they are scrolled to, which ul does not allow
    <div ref={list} role="list" className="offers long" style={{ height: rows.getTotalSize() }}>
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
