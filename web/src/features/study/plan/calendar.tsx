/** The calendar: a week or a month of days, between which items are dragged or moved by keys. */
import { useEffect, useRef } from "react";
import styles from "@/features/study/plan/agenda.module.css";
import { CalendarDay } from "@/features/study/plan/calendar-day";
import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  formatDay,
  formatLongDay,
  monthGrid,
  weekGrid,
} from "@/features/study/plan/days";
import { groupByDay, isMovable, type PlanItem } from "@/features/study/plan/items";
import { type Move, useMoveItem, usePlanItems } from "@/features/study/plan/queries";
import { Button } from "@/shared/components/button";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { showToast } from "@/shared/components/toast";

type CalendarProps = {
  view: "week" | "month";
  day: Day;
  /** What the address names: a day, and perhaps an event of it. */
  marked: { day: Day; event: string } | null;
  onChange: (day: Day) => void;
  onOpen: (item: PlanItem) => void;
  onAdd: (day: Day) => void;
};

export function Calendar({ view, day, marked, onChange, onOpen, onAdd }: CalendarProps) {
  const days = view === "week" ? weekGrid(day) : monthGrid(day).flat();
  const [first, last] = [days[0] ?? day, days.at(-1) ?? day];
  const { items, isLoading, error, refetch } = usePlanItems(first, last);
  const container = useRef<HTMLOListElement>(null);
  const dragged = useRef<PlanItem | null>(null);
  const { moveItem, focusMoved } = useMoves(container);
  useEffect(focusMoved);
  useMarked(container, marked);
  const groups = groupByDay(items, days);
  const step = (count: number) => onChange(view === "week" ? addDays(day, 7 * count) : addMonths(day, count));
  return (
    <section aria-label={view === "week" ? "Week" : "Month"}>
      <div className={styles.toolbar}>
        <h2 aria-live="polite">{titleOf(view, day, [first, last])}</h2>
        <Button isIcon aria-label={`Previous ${view}`} onPress={() => step(-1)}>
          ‹
        </Button>
        <Button onPress={() => onChange(dayOf(new Date()))}>This {view}</Button>
        <Button isIcon aria-label={`Next ${view}`} onPress={() => step(1)}>
          ›
        </Button>
      </div>
      <ErrorAlert error={error} onRetry={refetch} />
      {isLoading && !error && items.length === 0 && <Skeleton rows={4} />}
      {!error && (!isLoading || items.length > 0) && (
        <ol ref={container} className={`${styles.days} ${styles[view]}`}>
          {days.map((date) => (
            <CalendarDay
              key={date}
              day={date}
              items={groups.get(date) ?? []}
              isMarked={date === marked?.day}
              isOutside={view === "month" && date.slice(0, 7) !== day.slice(0, 7)}
              onOpen={onOpen}
              onAdd={onAdd}
              dragged={dragged}
              onDrop={(item) => moveItem(item, date)}
              onShift={(item, count) => moveItem(item, addDays(item.day, count))}
            />
          ))}
        </ol>
      )}
      <p className="sr-only" id="move-help">
        Press Alt with an arrow key to move it by a day or by a week, or drag it with the button beside it.
      </p>
    </section>
  );
}

function titleOf(view: "week" | "month", day: Day, [first, last]: [Day, Day]): string {
  if (view === "month") return formatDay(day, { month: "long", year: "numeric" });
  const style = { day: "numeric", month: "short" } as const;
  return `${formatDay(first, style)} – ${formatDay(last, { ...style, year: "numeric" })}`;
}

/** Show the day that the address names, and give the focus to the event that it names. */
function useMarked(container: React.RefObject<HTMLElement | null>, marked: CalendarProps["marked"]) {
  const shown = useRef("");
  useEffect(() => {
    const key = marked ? `${marked.day} ${marked.event}` : "";
    if (shown.current === key) return;
    const day = marked && container.current?.querySelector<HTMLElement>(`[data-day="${marked.day}"]`);
    const item = marked?.event && day?.querySelector<HTMLElement>(`[data-row="${CSS.escape(marked.event)}"]`);
    if (!marked || (marked.event ? item : day)) shown.current = key;
    day?.scrollIntoView?.({ block: "nearest" });
    if (item) item.focus();
  });
}

/** Return a function that moves items, and one that gives the focus to the item that was moved last. */
function useMoves(container: React.RefObject<HTMLElement | null>) {
  const moved = useRef<{ id: string; day: Day } | null>(null);
  const isUndo = useRef(false);
  const onDone = (id: string, { item, day }: Move) => {
    moved.current = { id, day };
    if (isUndo.current) {
      isUndo.current = false;
      showToast({ message: `${item.title} is back on ${formatLongDay(day)}.` });
      return;
    }
    const back = { ...item, row: { ...item.row, id } } as PlanItem;
    showToast({
      message: `Moved ${item.title} to ${formatLongDay(day)}.`,
      action: {
        label: "Undo",
        run: () => {
          isUndo.current = true;
          move.mutate({ item: back, day: item.day });
        },
      },
    });
  };
  const move = useMoveItem(onDone);
  const moveItem = (item: PlanItem, day: Day) => {
    if (isMovable(item) && day !== item.day && !move.isPending) move.mutate({ item, day });
  };
  const focusMoved = () => {
    if (!moved.current) return;
    const { id, day } = moved.current;
    const button = container.current?.querySelector<HTMLElement>(`[data-day="${day}"] [data-row="${id}"]`);
    if (!button) return;
    moved.current = null;
    button.focus();
  };
  return { moveItem, focusMoved };
}
