/** Reads the server-sent events of an answer. An EventSource cannot send the question, nor the page's header. */
import { ApiError, PAGE_HEADERS, toApiError } from "@/shared/api/client";

export type AnswerEvent =
  | { type: "content"; content: string; position: number }
  | { type: "reasoning"; content: string }
  | { type: "done"; state: string }
  | { type: "error"; error: string; code: string; state: string };

type Handlers = {
  /** Called with the id of the answer, before its first event. */
  onStart: (answerId: string) => void;
  onEvent: (event: AnswerEvent) => void;
};

/** Send a request for a stream and handle its events; an error response throws an `ApiError`. */
export async function streamAnswer(url: string, init: RequestInit, { onStart, onEvent }: Handlers): Promise<void> {
  const response = await openStream(url, init);
  onStart(response.headers.get("X-Answer-Id") ?? "");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (reader) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = `${rest}${value}`.split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event) onEvent(event);
    }
  }
}

async function openStream(url: string, init: RequestInit): Promise<Response> {
  const headers = { ...PAGE_HEADERS, Accept: "text/event-stream", "Content-Type": "application/json" };
  const response = await fetch(url, { ...init, headers }).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new ApiError("The server cannot be reached. Is Alcove still running?", { status: 0, code: "unreachable" });
  });
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  throw toApiError(response.status, body, response.headers.get("Retry-After"));
}

/** Return the event in a block of lines; null for a comment, the end marker, and what is not understood. */
export function parseEvent(block: string): AnswerEvent | null {
  let position = 0;
  let data = "";
  for (const line of block.split("\n")) {
    if (line.startsWith("id: ")) position = Number(line.slice(4));
    if (line.startsWith("data: ")) data = line.slice(6);
  }
  if (data === "" || data === "[DONE]") return null;
  const event = JSON.parse(data) as Record<string, unknown>;
  const text = (name: string) => (typeof event[name] === "string" ? event[name] : "");
  switch (event.type) {
    case "content":
      return { type: "content", content: text("content"), position };
    case "reasoning":
      return { type: "reasoning", content: text("content") };
    case "done":
      return { type: "done", state: text("state") || "complete" };
    case "error":
      return { type: "error", error: text("error"), code: text("code"), state: text("state") };
    default:
      return null;
  }
}
