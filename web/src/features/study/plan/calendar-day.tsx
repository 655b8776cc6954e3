import { type DragEvent, type KeyboardEvent, useState } from "react";
import styles from "@/features/study/plan/agenda.module.css";
import { type Day, dayOf, formatDay, formatLongDay } from "@/features/study/plan/days";
import { isMovable, KIND_NAMES, type PlanItem } from "@/features/study/plan/items";

type CalendarDayProps = {
  day: Day;
  items: readonly PlanItem[];
  isOutside: boolean;
  onOpen: (item: PlanItem) => void;
  onAdd: (day: Day) => void;
  onDrag: (item: PlanItem | null) => void;
  onDrop: () => void;
  onShift: (item: PlanItem, days: number) => void;
};

const SHIFTS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** A day of the calendar, on which items can be dropped. */
export function CalendarDay(props: CalendarDayProps) {
  const { day, items, isOutside, onOpen, onAdd, onDrag, onDrop, onShift } = props;
  const [isTarget, setTarget] = useState(false);
  const isToday = day === dayOf(new Date());
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setTarget(false);
    onDrop();
  };
  const over = (event: DragEvent) => {
    event.preventDefault();
    setTarget(true);
  };
  return (
    <li
      className={`${styles.day} ${isOutside ? styles.outside : ""} ${isToday ? styles.today : ""}`}
      data-day={day}
      data-empty={items.length === 0 || undefined}
      data-target={isTarget || undefined}
      aria-current={isToday ? "date" : undefined}
      onDragOver={over}
      onDragLeave={() => setTarget(false)}
      onDrop={drop}
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
            <Item key={item.key} item={item} onOpen={onOpen} onDrag={onDrag} onShift={onShift} />
          ))}
        </ul>
      )}
    </li>
  );
}

type ItemProps = Pick<CalendarDayProps, "onOpen" | "onDrag" | "onShift"> & { item: PlanItem };

function Item({ item, onOpen, onDrag, onShift }: ItemProps) {
  const canMove = isMovable(item);
  const shift = (event: KeyboardEvent) => {
    const days = SHIFTS[event.key];
    if (!event.altKey || days === undefined || !canMove) return;
    event.preventDefault();
    onShift(item, days);
  };
  return (
    <li draggable={canMove} onDragStart={() => onDrag(item)} onDragEnd={() => onDrag(null)}>
      <button
        type="button"
        className={styles.item}
        data-kind={item.kind}
        data-row={item.row.id}
        data-done={item.isDone || undefined}
        aria-describedby={canMove ? "move-help" : undefined}
        onKeyDown={shift}
        onClick={() => onOpen(item)}
      >
        <span className="sr-only">{KIND_NAMES[item.kind]}: </span>
        {item.time && <span className={styles.time}>{item.time}</span>}
        {item.title}
      </button>
    </li>
  );
}
