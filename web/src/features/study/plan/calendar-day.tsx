import { type KeyboardEvent, type RefObject, useRef } from "react";
import { useDrop } from "react-aria/useDrop";
import styles from "@/features/study/plan/agenda.module.css";
import { CalendarItem } from "@/features/study/plan/calendar-item";
import { type Day, dayOf, formatDay, formatLongDay } from "@/features/study/plan/days";
import { isMovable, type PlanItem } from "@/features/study/plan/items";

type CalendarDayProps = {
  day: Day;
  items: readonly PlanItem[];
  isOutside: boolean;
  isMarked: boolean;
  onOpen: (item: PlanItem) => void;
  onAdd: (day: Day) => void;
  /** The item that is being dragged. */
  dragged: RefObject<PlanItem | null>;
  onDrop: (item: PlanItem) => void;
  onShift: (item: PlanItem, days: number) => void;
};

const SHIFTS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** A day of the calendar, on which items are dropped by pointer, touch and keyboard. */
export function CalendarDay(props: CalendarDayProps) {
  const { day, items, isOutside, isMarked, onOpen, onAdd, dragged, onDrop, onShift } = props;
  const ref = useRef<HTMLLIElement>(null);
  const isToday = day === dayOf(new Date());
  const { dropProps, isDropTarget } = useDrop({
    ref,
    getDropOperation: () => (dragged.current && dragged.current.day !== day ? "move" : "cancel"),
    onDrop: () => dragged.current && onDrop(dragged.current),
  });
  const shift = (item: PlanItem) => (event: KeyboardEvent) => {
    const days = SHIFTS[event.key];
    if (!event.altKey || days === undefined || !isMovable(item)) return;
    event.preventDefault();
    onShift(item, days);
  };
  return (
    <li
      {...dropProps}
      ref={ref}
      // Dragging by keys gives the focus to the days.
      tabIndex={-1}
      className={`${styles.day} ${isOutside ? styles.outside : ""} ${isToday ? styles.today : ""}`}
      data-day={day}
      data-empty={items.length === 0 || undefined}
      data-target={isDropTarget || undefined}
      data-marked={isMarked || undefined}
      aria-label={formatLongDay(day)}
      aria-current={isToday ? "date" : undefined}
    >
      <h3 className={styles.name}>
        <span aria-hidden="true">{formatDay(day, { day: "numeric" })}</span>
        <small aria-hidden="true">{formatDay(day, { weekday: "short" })}</small>
        <span className="sr-only">{formatLongDay(day)}</span>
        <button
          type="button"
          className={styles.add}
          aria-label={`Add on ${formatLongDay(day)}`}
          onClick={() => onAdd(day)}
        >
          +
        </button>
      </h3>
      {items.length > 0 && (
        <ul className={styles.items}>
          {items.map((item) => (
            <CalendarItem key={item.key} item={item} dragged={dragged} onOpen={onOpen} onKeyDown={shift(item)} />
          ))}
        </ul>
      )}
    </li>
  );
}
