/** Sets of cards, cards, reviews and their statistics. */
import { useQuery } from "@tanstack/react-query";
import { take, useAction } from "@/features/study/actions";
import { $api, api, type Schemas } from "@/features/study/api";
import type { Card, Rating } from "@/features/study/cards/review";
import { pollUnlessLive } from "@/features/study/live";

export type Deck = Schemas["SetBody"];
export type Import = Schemas["DeckImportBody"];

export const CARDS = ["/api/flashcard-sets", "/api/flashcards", "/api/reviews"] as const;
const POLL_MS = 1_000;
const isUnfinished = ({ state }: Import) => state === "queued" || state === "working";
const QUEUE = 50;

export const useDecks = () =>
  $api.useQuery("get", "/api/flashcard-sets", { params: { query: { sort: "title", limit: 100 } } });

export const useDeck = (id: string) => $api.useQuery("get", "/api/flashcard-sets/{id}", { params: { path: { id } } });

export const useCards = (set_id: string, q: string, offset: number) =>
  $api.useQuery("get", "/api/flashcards", { params: { query: { set_id, limit: 50, offset, ...(q && { q }) } } });

export const useSaveDeck = (onDone: (deck: Deck) => void) =>
  useAction(
    ({ id, ...body }: { id: string | null; title: string; description: string | null }) =>
      take(
        id
          ? api.PATCH("/api/flashcard-sets/{id}", { params: { path: { id } }, body })
          : api.POST("/api/flashcard-sets", { body }),
      ),
    { changes: CARDS, onDone, showsError: true },
  );

export const useDeleteDeck = (onDone: () => void) =>
  useAction((id: string) => take(api.DELETE("/api/flashcard-sets/{id}", { params: { path: { id } } })), {
    changes: CARDS,
    onDone,
    showsError: true,
  });

export type SavedCard = {
  id: string | null;
  set_id: string;
  front_content: string;
  back_content: string;
  tags: string[];
};

export const useSaveCard = (onDone: () => void) =>
  useAction(
    ({ id, ...body }: SavedCard) =>
      take(
        id
          ? api.PATCH("/api/flashcards/{id}", { params: { path: { id } }, body })
          : api.POST("/api/flashcards", { body }),
      ),
    { changes: CARDS, onDone, showsError: true },
  );

export const useDeleteCard = (onDone: () => void) =>
  useAction((id: string) => take(api.DELETE("/api/flashcards/{id}", { params: { path: { id } } })), {
    changes: CARDS,
    onDone,
  });

export const useSuspendCard = () =>
  useAction(
    ({ id, suspended }: Card) => {
      const params = { path: { id } };
      return take(
        suspended
          ? api.POST("/api/flashcards/{id}/resume", { params })
          : api.POST("/api/flashcards/{id}/suspend", { params }),
      );
    },
    { changes: CARDS },
  );

/** Return the last imports; they are read again while one of them is worked on. */
export const useImports = () =>
  $api.useQuery(
    "get",
    "/api/flashcard-sets/imports",
    {},
    {
      refetchInterval: ({ state }) => pollUnlessLive(state.data?.imports.some(isUnfinished), POLL_MS),
    },
  );

/** Return the cards that are due in a set, or in all of them. */
export const fetchQueue = (set_id: string | null) =>
  take(api.GET("/api/flashcards/due", { params: { query: { limit: QUEUE, ...(set_id && { set_id }) } } }));

export type NewReview = { id: string; card_id: string; rating: Rating; duration_ms: number };

export const storeReview = (body: NewReview) => take(api.POST("/api/reviews", { body }));
export const undoReview = (id: string) => take(api.DELETE("/api/reviews/{id}", { params: { path: { id } } }));

/** Return when a card would be due after each rating. */
export const usePreview = (card: Card | undefined) =>
  useQuery({
    queryKey: ["study", "preview", card?.id, card?.updated_at],
    queryFn: () => take(api.GET("/api/flashcards/{id}/preview", { params: { path: { id: card?.id ?? "" } } })),
    enabled: card !== undefined,
    staleTime: 0,
  });

export const useHeatMap = () => $api.useQuery("get", "/api/reviews/heatmap");
export const useStatistics = () => $api.useQuery("get", "/api/reviews/statistics");
