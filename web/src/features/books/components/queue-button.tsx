import { useEffect, useRef } from "react";
import type { BookState, Download } from "@/features/books/api";
import { useQueueActions } from "@/features/books/use-downloads";
import { Button } from "@/shared/components/button";

/** A second click of a double click must not press the next action. */
const PAUSE_MS = 600;

type QueueButtonProps = {
  id: string;
  state: BookState | Download | null;
  /** The id of the element with the book's title. */
  titleId: string;
  isPrimary?: boolean;
};

/** The one action on a book: queue it, cancel it, or try it again. It stays in its place, and so does the focus. */
export function QueueButton({ id, state, titleId, isPrimary = false }: QueueButtonProps) {
  const { enqueue, cancel, retry } = useQueueActions();
  const label = labelOf(state);
  const changedAt = useRef(0);
  const lastLabel = useRef(label);
  useEffect(() => {
    if (lastLabel.current !== label) changedAt.current = performance.now();
    lastLabel.current = label;
  }, [label]);
  const press = () => {
    if (performance.now() - changedAt.current < PAUSE_MS) return;
    if (label === "Cancel") cancel.mutate(id);
    else if (label === "Retry") retry.mutate(id);
    else enqueue.mutate({ id, force: label === "Queue again" });
  };
  return (
    <Button
      variant={isPrimary && label === "Queue" ? "primary" : "secondary"}
      aria-describedby={titleId}
      isPending={enqueue.isPending || cancel.isPending || retry.isPending}
      onPress={press}
    >
      {label}
    </Button>
  );
}

function labelOf(state: BookState | Download | null): "Queue" | "Cancel" | "Retry" | "Queue again" {
  switch (state?.state) {
    case "queued":
    case "resolving":
    case "downloading":
      return "Cancel";
    case "error":
      return "Retry";
    case "complete":
      return "Queue again";
    default:
      return "Queue";
  }
}
