/** Undoing the last review of a card from any page. */
import type { QueryClient } from "@tanstack/react-query";
import { api, refresh } from "@/features/study/api";
import { CARDS } from "@/features/study/cards/queries";
import { ApiError } from "@/shared/api/client";
import { showToast } from "@/shared/components/toast";

/** What the review that is open does instead, because its queue is its own. */
let undoInReview: (() => boolean) | null = null;

/** Have a review undo its last rating itself, if it has one, until the returned function is called. */
export function handleUndo(undo: () => boolean): () => void {
  undoInReview = undo;
  return () => {
    undoInReview = null;
  };
}

/** Undo the newest review of the account. */
export async function undoLastReview(cache: QueryClient): Promise<void> {
  if (undoInReview?.()) return;
  try {
    await api.POST("/api/reviews/undo");
    await refresh(cache, ...CARDS);
    showToast({ message: "The last review is undone." });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) showToast({ message: "There is no review to undo." });
    else showToast({ kind: "error", message: `The review was not undone. ${(error as Error).message}` });
  }
}
