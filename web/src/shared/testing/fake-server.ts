/** A server for tests: `fetch` is answered from a table, everything before it is real. */
import { vi } from "vitest";

export type Call = { method: string; url: URL; body: unknown };
type Reply = { status: number; body: unknown };
type Handler = (call: Call) => unknown | Reply;

export const reply = (status: number, body: unknown): Reply => ({ status, body });

const isReply = (value: unknown): value is Reply =>
  typeof value === "object" && value !== null && "status" in value && "body" in value;

/** Answer `METHOD /path` and return the calls made; a call without a handler is an error of the test. */
export function fakeServer(handlers: Record<string, Handler>): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
    const url = new URL(input, "http://alcove.test");
    const call = { method: init.method ?? "GET", url, body: init.body ? JSON.parse(String(init.body)) : undefined };
    calls.push(call);
    const handler = handlers[`${call.method} ${decodeURIComponent(url.pathname)}`];
    if (!handler) throw new Error(`no handler for ${call.method} ${url}`);
    const result = await handler(call);
    init.signal?.throwIfAborted();
    const { status, body } = isReply(result) ? result : { status: 200, body: result };
    return new Response(JSON.stringify(body), { status });
  });
  return calls;
}

export const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
