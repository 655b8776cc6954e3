/** The requests of the connection to Discogs; each answers with its new state. */
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { $api, api } from "@/features/records/api";
import type { components } from "@/generated/records";
import { browser } from "@/shared/browser";

export type DiscogsConnection = components["schemas"]["DiscogsConnection"];

const PATH = "/api/records/discogs";

export const useConnection = () => $api.useQuery("get", PATH);

const store = (cache: QueryClient) => (answer: { data?: DiscogsConnection }) =>
  cache.setQueryData($api.queryOptions("get", PATH).queryKey, answer.data);

/** Store a token; the server asks Discogs first whose it is, or another process that scrapes does so afterwards. */
export function useSaveToken() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (token: string) => {
      const stored = await api.PUT(PATH, { body: { token } });
      return stored.data?.state === "untested" ? api.POST("/api/records/discogs/test") : stored;
    },
    onSuccess: store(cache),
  });
}

export function useTestConnection() {
  const cache = useQueryClient();
  return useMutation({ mutationFn: () => api.POST("/api/records/discogs/test"), onSuccess: store(cache) });
}

export function useDisconnect() {
  const cache = useQueryClient();
  return useMutation({ mutationFn: () => api.DELETE(PATH), onSuccess: store(cache) });
}

/** Open the page of Discogs where the owner agrees; it returns to this page. */
export function useBeginSignIn() {
  return useMutation({
    mutationFn: async () => {
      const callback = new URL("/settings/discogs", globalThis.location.href).href;
      const { data } = await api.POST("/api/records/discogs/sign-in", { body: { callback } });
      if (data) browser.load(data.authorize_url);
    },
  });
}

export function useFinishSignIn() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (verifier: string) => api.POST("/api/records/discogs/sign-in/finish", { body: { verifier } }),
    onSuccess: store(cache),
  });
}
