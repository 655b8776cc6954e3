import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import { OfferLink, SellerLink } from "@/features/records/components/offer-row";
import { formatGrade, formatPrice } from "@/features/records/format";
import styles from "@/features/records/search/offer-table.module.css";
import type { OfferRow } from "@/features/records/types";
import { VerdictButtons } from "@/features/records/verdicts/verdict-buttons";

type Props = { rows: readonly OfferRow[]; total: number; currency: string; onEndReached: () => void };

const ROW_HEIGHT = 57;
const COLUMNS = ["Offer", "Year", "Seller", "Media", "Sleeve", "Want / have", "Price", "Verdict"];

/** The offers as a table, of which only the rows near the screen are in the document. */
export function OfferTable({ rows, total, currency, onEndReached }: Props) {
  const table = useRef<HTMLTableElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => setOffset(table.current?.offsetTop ?? 0), []);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
    scrollMargin: offset,
  });
  const shown = virtualizer.getVirtualItems();
  const last = shown.at(-1);
  useLayoutEffect(() => {
    if (last && last.index >= rows.length - 1) onEndReached();
  }, [last, rows.length, onEndReached]);
  const before = (shown[0]?.start ?? offset) - offset;
  const after = virtualizer.getTotalSize() - ((last?.end ?? offset) - offset);
  return (
    <table ref={table} className={styles.table} aria-label="Offers" aria-rowcount={total + 1}>
      <thead>
        <tr>
          {COLUMNS.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {before > 0 && <tr style={{ height: before }} />}
        {shown.map(({ index }) => {
          const row = rows[index];
          return row && <Row key={row.id} row={row} index={index} currency={currency} />;
        })}
        {after > 0 && <tr style={{ height: after }} />}
      </tbody>
    </table>
  );
}

function Row({ row, index, currency }: { row: OfferRow; index: number; currency: string }) {
  return (
    <tr aria-rowindex={index + 2} style={{ height: ROW_HEIGHT }}>
      <td>
        <OfferLink offer={row} />
        {row.copies > 1 && <small> {row.copies} copies</small>}
      </td>
      <td>{row.year ?? ""}</td>
      <td>
        <SellerLink name={row.seller} />
      </td>
      <td title={row.media}>{formatGrade(row.media)}</td>
      <td title={row.sleeve}>{formatGrade(row.sleeve)}</td>
      <td>
        {row.wants} / {row.haves}
      </td>
      <td className={styles.price}>{formatPrice(row.price, currency)}</td>
      <td>
        <VerdictButtons offer={row} />
      </td>
    </tr>
  );
}
