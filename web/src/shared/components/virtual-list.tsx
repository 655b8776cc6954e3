import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useCallback, useLayoutEffect, useRef, useState } from "react";
import styles from "@/shared/components/virtual-list.module.css";

type VirtualListProps<T> = {
  label: string;
  items: readonly T[];
  /** The same function at every rendering. */
  keyOf: (item: T) => string | number;
  /** The usual height of an item in pixels, until it is measured. */
  estimateHeight: number;
  render: (item: T, index: number) => ReactNode;
  /** Called when the last items are close, to load more. */
  onEndReached?: () => void;
};

/** A list of any length, of which only the items near the screen are in the document. It scrolls with the page. */
export function VirtualList<T>({ label, items, keyOf, estimateHeight, render, onEndReached }: VirtualListProps<T>) {
  const list = useRef<HTMLUListElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => setOffset(list.current?.offsetTop ?? 0), []);
  // With another function all items would be laid out anew.
  const getItemKey = useCallback(
    (index: number) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
    [items, keyOf],
  );
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => estimateHeight,
    getItemKey,
    overscan: 6,
    scrollMargin: offset,
  });
  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useLayoutEffect(() => {
    if (items.length > 0 && last >= items.length - 1) onEndReached?.();
  }, [last, items.length, onEndReached]);
  return (
    <ul ref={list} aria-label={label} className={styles.list} style={{ height: virtualizer.getTotalSize() }}>
      {rows.map(({ index, key, start }) => {
        const item = items[index];
        if (item === undefined) return null;
        return (
          <li
            key={key}
            data-index={index}
            ref={virtualizer.measureElement}
            aria-posinset={index + 1}
            aria-setsize={items.length}
            className={styles.item}
            style={{ transform: `translateY(${start - offset}px)` }}
          >
            {render(item, index)}
          </li>
        );
      })}
    </ul>
  );
}
