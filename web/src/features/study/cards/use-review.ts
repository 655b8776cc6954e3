/** A review of due cards: what is shown is at once as rated, and the server stores the reviews one after the other. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useEffectEvent, useReducer, useRef, useState } from "react";
import { refresh } from "@/features/study/api";
import { CARDS, fetchQueue, storeReview, undoReview } from "@/features/study/cards/queries";
import { advance, EMPTY_REVIEW, type Rating } from "@/features/study/cards/review";
import { handleUndo } from "@/features/study/cards/undo-last";
import { showToast } from "@/shared/components/toast";

export function useReview(setId: string | null) {
  const cache = useQueryClient();
  const [state, dispatch] = useReducer(advance, EMPTY_REVIEW);
  const [status, setStatus] = useState<{ isLoading: boolean; error: Error | null; nextDue: string | null }>({
    isLoading: true,
    error: null,
    nextDue: null,
  });
  /** Reviews in their order: each request waits for those before it. */
  const pending = useRef<Promise<unknown>>(Promise.resolve());
  const reviewIds = useRef<string[]>([]);
  const shownAt = useRef(Date.now());

  const load = useCallback(async () => {
    setStatus((current) => ({ ...current, isLoading: true, error: null }));
    try {
      await pending.current;
      const queue = await fetchQueue(setId);
      dispatch({ type: "load", cards: queue.cards });
      setStatus({ isLoading: false, error: null, nextDue: queue.next_due_at });
    } catch (error) {
      setStatus((current) => ({ ...current, isLoading: false, error: error as Error }));
    }
  }, [setId]);

  const enqueue = (request: () => Promise<unknown>) => {
    pending.current = pending.current.then(request);
    return pending.current;
  };

  const isEmpty = state.queue.length === 0;
  const current = state.queue[0];
  // biome-ignore lint/correctness/useExhaustiveDependencies: the time runs from when another card is shown
  useEffect(() => {
    shownAt.current = Date.now();
  }, [current]);
  useEffect(() => {
    if (isEmpty) void load();
  }, [isEmpty, load]);
  useEffect(() => () => void refresh(cache, ...CARDS), [cache]);

  const rate = (rating: Rating) => {
    if (!current || !state.isShown) return;
    const review = { id: crypto.randomUUID(), card_id: current.id, rating, duration_ms: Date.now() - shownAt.current };
    reviewIds.current.push(review.id);
    dispatch({ type: "rate" });
    void enqueue(() =>
      storeReview(review).catch((error: Error) => {
        reviewIds.current = reviewIds.current.filter((id) => id !== review.id);
        dispatch({ type: "restore", card: current });
        showToast({ kind: "error", message: `The rating was not stored. ${error.message}` });
      }),
    );
  };

  const undo = (): boolean => {
    const id = reviewIds.current.pop();
    if (!id) return false;
    dispatch({ type: "undo" });
    void enqueue(() =>
      undoReview(id).catch((error: Error) => {
        showToast({ kind: "error", message: `The review was not undone. ${error.message}` });
      }),
    );
    return true;
  };
  const onUndo = useEffectEvent(undo);
  useEffect(() => handleUndo(() => onUndo()), []);

  return { ...state, ...status, current, load, rate, undo, show: () => current && dispatch({ type: "show" }) };
}
