/** A page with a server behind it: `fetch` is answered from a table, everything before it is real. */
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { vi } from "vitest";
import { routes } from "@/app/router";
import type { Listing } from "@/features/records/types";
import { newCache } from "@/shared/api/query-client";

export type Call = { method: string; url: URL; body: unknown };
type Reply = { status?: number; body: unknown; after?: Promise<unknown> };
type Handler = (call: Call) => unknown | Reply;

export const reply = (status: number, body: unknown): Reply => ({ status, body });

const isReply = (value: unknown): value is Reply =>
  typeof value === "object" && value !== null && "status" in value && "body" in value;

/** Answers `METHOD /path`; what no handler knows is an error of the test. */
export function serve(handlers: Record<string, Handler>): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
    const url = new URL(input, "http://alcove.test");
    const call = { method: init.method ?? "GET", url, body: init.body ? JSON.parse(String(init.body)) : undefined };
    calls.push(call);
    const handler = handlers[`${call.method} ${decodeURIComponent(url.pathname)}`];
    if (!handler) throw new Error(`nobody answers ${call.method} ${url}`);
    const told = await handler(call);
    init.signal?.throwIfAborted();
    const { status, body } = isReply(told) ? told : { status: 200, body: told };
    return new Response(JSON.stringify(body), { status: status ?? 200 });
  });
  return calls;
}

export function open(address: string) {
  const router = createMemoryRouter(routes, { initialEntries: [address] });
  render(
    <QueryClientProvider client={newCache()}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return router;
}

export function anOffer(id: number, change: Partial<Listing["record"]> = {}, price = "12.50"): Listing {
  return {
    id,
    seller: { id: 1, name: "martha_keys", currency: "USD" },
    record: {
      id,
      discogs_id: String(1000 + id),
      artist: `Artist ${id}`,
      title: `Title ${id}`,
      format: "LP, Album",
      label: "Flint Recordings",
      catno: `FR-${id}`,
      wants: 12,
      haves: 34,
      added: "2026-01-02T03:04:05Z",
      genres: ["Jazz"],
      styles: ["Hard Bop"],
      suggested_price: "",
      year: 1971,
      ...change,
    },
    record_price: price,
    media_condition: "Near Mint (NM or M-)",
    score: "41.20",
    kept: false,
    evaluated: false,
    predicted_keeper: false,
    discogs_listing_id: 5000 + id,
    listing_url: `https://www.discogs.com/sell/item/${5000 + id}`,
    original_price: "12.50",
    original_currency: "USD",
    status: "For Sale",
    first_seen: "2026-01-02T03:04:05Z",
    last_seen: "2026-01-02T03:04:05Z",
  };
}

export const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
