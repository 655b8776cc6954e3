/** A fake server for tests: `fetch` is answered from a table of handlers. */
import { vi } from "vitest";

export type Call = { method: string; url: URL; body: unknown; headers: Headers };
type Reply = { status: number; body: unknown; headers?: HeadersInit };
type Handler = (call: Call) => unknown | Reply;

export const reply = (status: number, body: unknown, headers: HeadersInit = {}): Reply => ({ status, body, headers });

const isReply = (value: unknown): value is Reply =>
  typeof value === "object" && value !== null && "status" in value && "body" in value;

/** Answer `METHOD /path` with these handlers and return the list of calls; a call without a handler throws. */
export function fakeServer(handlers: Record<string, Handler>): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
    const url = new URL(input, "http://alcove.test");
    const body = init.body ? JSON.parse(String(init.body)) : undefined;
    const call = { method: init.method ?? "GET", url, body, headers: new Headers(init.headers) };
    calls.push(call);
    const handler = handlers[`${call.method} ${decodeURIComponent(url.pathname)}`];
    if (!handler) throw new Error(`no handler for ${call.method} ${url}`);
    const result = await handler(call);
    init.signal?.throwIfAborted();
    const { status, body: content, headers = {} }: Reply = isReply(result) ? result : { status: 200, body: result };
    return new Response(JSON.stringify(content), { status, headers });
  });
  return calls;
}

export const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
