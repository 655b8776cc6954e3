import type { KeyboardEvent, RefObject } from "react";
import { useDrag } from "react-aria/useDrag";
import { Button, type PressEvent } from "react-aria-components/Button";
import styles from "@/features/study/plan/agenda.module.css";
import { isMovable, KIND_NAMES, type PlanItem } from "@/features/study/plan/items";

type CalendarItemProps = {
  item: PlanItem;
  dragged: RefObject<PlanItem | null>;
  onOpen: (item: PlanItem) => void;
  onKeyDown: (event: KeyboardEvent) => void;
};

/** An item of a day: a button that opens it, and one that drags it by keys and with a screen reader. */
export function CalendarItem({ item, dragged, onOpen, onKeyDown }: CalendarItemProps) {
  const canMove = isMovable(item);
  const { dragProps, dragButtonProps, isDragging } = useDrag({
    hasDragButton: true,
    isDisabled: !canMove,
    getItems: () => [{ "text/plain": item.title }],
    getAllowedDropOperations: () => ["move"],
    onDragStart: () => {
      dragged.current = item;
    },
    onDragEnd: () => {
      dragged.current = null;
    },
  });
  const press = (event: PressEvent) => {
    dragButtonProps.onPress?.(event);
    // Fingers drag after a long press; a tap opens the form, where the day can be changed.
    if (event.pointerType === "touch" || event.pointerType === "mouse") onOpen(item);
  };
  return (
    <li {...dragProps} className={styles.row} data-dragging={isDragging || undefined}>
      <button
        type="button"
        className={styles.item}
        data-kind={item.kind}
        data-row={item.row.id}
        data-done={item.isDone || undefined}
        aria-describedby={canMove ? "move-help" : undefined}
        onKeyDown={onKeyDown}
        onClick={() => onOpen(item)}
      >
        <span className="sr-only">{KIND_NAMES[item.kind]}: </span>
        {item.time && <span className={styles.time}>{item.time}</span>}
        {item.title}
      </button>
      {canMove && (
        <Button {...dragButtonProps} onPress={press} className={styles.handle ?? ""} aria-label={`Move ${item.title}`}>
          ⠿
        </Button>
      )}
    </li>
  );
}
