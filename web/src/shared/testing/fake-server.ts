/** A fake server for tests: `fetch` is answered from a table of handlers. */
import { vi } from "vitest";

export type Call = { method: string; url: URL; body: unknown; headers: Headers };
type Reply = { status: number; body: unknown; headers?: HeadersInit };
type Handler = (call: Call) => unknown | Reply;

export const reply = (status: number, body: unknown, headers: HeadersInit = {}): Reply => ({ status, body, headers });

const isReply = (value: unknown): value is Reply =>
  typeof value === "object" && value !== null && "status" in value && "body" in value;

/**
 * Answer `METHOD /path` with these handlers and return the list of calls; a call without a handler throws. A slash at the
 * end of a path makes no difference.
 */
export function fakeServer(handlers: Record<string, Handler>): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal("fetch", async (input: string | Request, init: RequestInit = {}) => {
    const call = await readCall(input, init);
    calls.push(call);
    const key = `${call.method} ${decodeURIComponent(call.url.pathname)}`;
    const handler = handlers[key] ?? handlers[`${key}/`];
    if (!handler) throw new Error(`no handler for ${call.method} ${call.url}`);
    const result = await handler(call);
    (input instanceof Request ? input : init).signal?.throwIfAborted();
    const { status, body: content, headers = {} }: Reply = isReply(result) ? result : { status: 200, body: result };
    const sent = new Headers({ "Content-Type": "application/json" });
    new Headers(headers).forEach((value, name) => {
      sent.set(name, value);
    });
    return new Response(JSON.stringify(content), { status, headers: sent });
  });
  return calls;
}

async function readCall(input: string | Request, init: RequestInit): Promise<Call> {
  const { method = "GET", headers } = input instanceof Request ? input : init;
  const text = input instanceof Request ? await input.clone().text() : String(init.body ?? "");
  return {
    method,
    url: new URL(input instanceof Request ? input.url : input, "http://alcove.test"),
    body: text ? JSON.parse(text) : undefined,
    headers: new Headers(headers),
  };
}

export const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
