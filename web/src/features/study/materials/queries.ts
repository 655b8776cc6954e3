/** Materials, and what is made of them. */
import { take, useAction } from "@/features/study/actions";
import { $api, api, type Schemas } from "@/features/study/api";
import { pollUnlessLive } from "@/features/study/live";

export type Material = Schemas["MaterialBody"];
export type Generation = Schemas["ShownGeneration"];

const POLL_MS = 1_500;
const LIST = { params: { query: { limit: 100 } } } as const;

const isUnfinished = ({ state }: { state: string }) => state === "queued" || state === "working";

/** Return the materials; they are read again while one of them is worked on. */
export const useMaterials = () =>
  $api.useQuery("get", "/api/materials", LIST, {
    refetchInterval: ({ state }) => pollUnlessLive(state.data?.materials.some(isUnfinished), POLL_MS),
  });

/** Return the last generations; they are read again while one of them is worked on. */
export const useGenerations = () =>
  $api.useQuery("get", "/api/generations", LIST, {
    refetchInterval: ({ state }) => pollUnlessLive(state.data?.generations.some(isUnfinished), POLL_MS),
  });

export const useMaterial = (id: string) => $api.useQuery("get", "/api/materials/{id}", { params: { path: { id } } });

export type MaterialChange = { id: string; title: string; subject_id?: string | null };

export const useChangeMaterial = (onDone: () => void) =>
  useAction(
    ({ id, ...body }: MaterialChange) => take(api.PATCH("/api/materials/{id}", { params: { path: { id } }, body })),
    { changes: ["/api/materials"], onDone, showsError: true },
  );

export const useDeleteMaterial = (onDone: () => void) =>
  useAction((id: string) => take(api.DELETE("/api/materials/{id}", { params: { path: { id } } })), {
    changes: ["/api/materials", "/api/generations"],
    onDone,
    showsError: true,
  });

export const useAddText = (onDone: () => void) =>
  useAction((body: { title: string; text: string }) => take(api.POST("/api/materials", { body })), {
    changes: ["/api/materials"],
    onDone,
    showsError: true,
  });

export type Order = { id: string; kind: "cards" | "quiz"; count: number; title: string };

/** Have cards or a quiz made from a material. */
export const useGenerate = (onDone: () => void) =>
  useAction(
    ({ id, kind, count, title }: Order) => {
      const params = { path: { id } };
      const body = { count, ...(title.trim() && { title: title.trim() }) };
      return take<Generation>(
        kind === "cards"
          ? api.POST("/api/materials/{id}/cards", { params, body })
          : api.POST("/api/materials/{id}/quiz", { params, body }),
      );
    },
    { changes: ["/api/generations"], onDone, showsError: true },
  );

export const useForgetGeneration = () =>
  useAction((id: string) => take(api.DELETE("/api/generations/{id}", { params: { path: { id } } })), {
    changes: ["/api/generations"],
  });
