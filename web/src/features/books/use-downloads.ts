/** The download queue as it is shown, and the actions on it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, type BookState, type Download, type FoundBook } from "@/features/books/api";
import { bodyOf, queueKey, queueQuery } from "@/features/books/queries";
import { StatePacer } from "@/features/books/state-pacer";
import { showToast } from "@/shared/components/toast";

const pacer = new StatePacer();
const NONE: readonly Download[] = [];

/** Return the queue's query, and its downloads with every state shown for a moment. */
export function useDownloads() {
  const query = useQuery(queueQuery());
  const [, redraw] = useState(0);
  const stored = query.data?.downloads;
  const downloads = stored ? pacer.present(stored, Date.now()) : NONE;
  const nextAt = stored ? pacer.nextAt : null;
  useEffect(() => {
    if (nextAt === null) return;
    const timer = setTimeout(() => redraw((count) => count + 1), Math.max(0, nextAt - Date.now()));
    return () => clearTimeout(timer);
  }, [nextAt]);
  return { query, downloads };
}

/** Return a function that tells the current state of a book that was found; null when it is not queued. */
export function useBookStates(): (book: Pick<FoundBook, "id" | "state">) => BookState | Download | null {
  const { query, downloads } = useDownloads();
  const byId = new Map(downloads.map((download) => [download.id, download]));
  const isKnown = query.data !== undefined;
  return ({ id, state }) => {
    const listed = byId.get(id);
    if (listed) return listed;
    // A delivered book leaves the queue after a while; one in another state was removed.
    return state?.state === "complete" || !isKnown ? state : null;
  };
}

/** Return the mutations of the queue; errors are shown as messages. */
export function useQueueActions() {
  const cache = useQueryClient();
  const refresh = () => cache.invalidateQueries({ queryKey: queueKey });
  const onError = (error: Error) => {
    showToast({ kind: "error", message: error.message });
    void refresh();
  };
  const path = (id: string) => ({ params: { path: { book_id: id } } });
  const enqueue = useMutation({
    mutationFn: async ({ id, force = false }: { id: string; force?: boolean }) =>
      bodyOf(await api.POST("/api/books/queue", { body: { id, force } })),
    onMutate: ({ id }) => pacer.request(id),
    onSuccess: refresh,
    onError,
  });
  const cancel = useMutation({
    mutationFn: async (id: string) => bodyOf(await api.DELETE("/api/books/queue/{book_id}", path(id))),
    onSuccess: refresh,
    onError,
  });
  const retry = useMutation({
    mutationFn: async (id: string) => bodyOf(await api.POST("/api/books/queue/{book_id}/retry", path(id))),
    onSuccess: refresh,
    onError,
  });
  const move = useMutation({
    mutationFn: async ({ id, before }: { id: string; before: string | null }) =>
      bodyOf(await api.POST("/api/books/queue/{book_id}/move", { ...path(id), body: { before } })),
    onSettled: refresh,
    onError,
  });
  const clear = useMutation({
    mutationFn: async () => bodyOf(await api.POST("/api/books/queue/clear")),
    onSuccess: refresh,
    onError,
  });
  return { enqueue, cancel, retry, move, clear };
}
