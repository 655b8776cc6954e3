/**
 * The answers that are being made, by chat. They are kept outside of the components, so that an answer goes on while
 * another page is shown; after a reload of the document, the server is asked for what there is of it.
 */
import { useSyncExternalStore } from "react";
import { type AnswerEvent, streamAnswer } from "@/features/study/tutor/answer-events";
import { ApiError } from "@/shared/api/client";

export type LiveAnswer = {
  /** Null until the server has named the answer. */
  answerId: string | null;
  /** The question, if it was asked on this page. */
  question: string | null;
  /** The id of the question that this one replaces. */
  replaces: string | null;
  text: string;
  isThinking: boolean;
  error: Error | null;
};

export type NewQuestion = { message: string; replaces?: string; provider?: string; subject?: string };

const RETRY_MS = 1_000;
const MAX_RETRIES = 30;

const answers = new Map<string, LiveAnswer>();
const aborts = new Map<string, AbortController>();
const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** Return the answer of a chat that is being made, or that has just failed. */
export const useLiveAnswer = (chatId: string): LiveAnswer | undefined =>
  useSyncExternalStore(subscribe, () => answers.get(chatId));

export const isAnswering = (chatId: string): boolean => aborts.has(chatId);

/** Return the id of the answer of a chat that is being made; null until the server has named it. */
export const readAnswerId = (chatId: string): string | null => answers.get(chatId)?.answerId ?? null;

function update(chatId: string, change: Partial<LiveAnswer> | null) {
  const current = answers.get(chatId);
  if (change === null) answers.delete(chatId);
  else if (current) answers.set(chatId, { ...current, ...change });
  for (const listener of listeners) listener();
}

function begin(chatId: string, answer: Partial<LiveAnswer>): AbortSignal {
  aborts.get(chatId)?.abort();
  const abort = new AbortController();
  aborts.set(chatId, abort);
  const empty = { answerId: null, question: null, replaces: null, text: "", isThinking: true, error: null };
  answers.set(chatId, { ...empty, ...answer });
  update(chatId, {});
  return abort.signal;
}

/** Called when an answer has ended: fetches the chat again, which then has the answer as a message. */
type OnEnd = (chatId: string) => Promise<void>;

/** Ask a question in a chat, and follow its answer to the end. */
export async function ask(chatId: string, question: NewQuestion, onEnd: OnEnd): Promise<void> {
  const { message, replaces = null, provider, subject } = question;
  const signal = begin(chatId, { question: message, replaces });
  const body = {
    message,
    session_id: chatId,
    stream: true,
    ...(replaces && { replaces }),
    ...(provider && { provider }),
    ...(subject && { context: { subject } }),
  };
  await run(chatId, { url: "/api/ai/chat", init: { method: "POST", body: JSON.stringify(body), signal } }, onEnd);
}

/** Follow an answer that was being made when the chat was opened, from its beginning. */
export async function resume(chatId: string, answerId: string, onEnd: OnEnd): Promise<void> {
  const signal = begin(chatId, { answerId });
  await run(chatId, { url: streamAddress(answerId, 0), init: { signal } }, onEnd);
}

const streamAddress = (answerId: string, position: number) =>
  `/api/ai/chat/${encodeURIComponent(answerId)}/stream?after=${position}`;

type StreamRequest = { url: string; init: RequestInit };

async function run(chatId: string, first: StreamRequest, onEnd: OnEnd): Promise<void> {
  const abort = aborts.get(chatId);
  const error = await follow(chatId, first).catch((reason: unknown) => reason);
  // Another question of this chat has taken its place.
  if (aborts.get(chatId) !== abort) return;
  const failure = error instanceof Error && error.name !== "AbortError" ? error : null;
  update(chatId, { error: failure, isThinking: false });
  await onEnd(chatId).catch(() => undefined);
  if (aborts.get(chatId) !== abort) return;
  aborts.delete(chatId);
  update(chatId, failure ? {} : null);
}

/** Follow a stream to its end; a lost connection is opened again where it broke. */
async function follow(chatId: string, first: StreamRequest): Promise<void> {
  let request = first;
  let position = 0;
  for (let failures = 0; ; failures += 1) {
    let hasEnded = false;
    const handle = (event: AnswerEvent) => {
      failures = 0;
      if (event.type === "content") {
        position = event.position;
        update(chatId, { text: (answers.get(chatId)?.text ?? "") + event.content, isThinking: false });
      } else if (event.type === "error") {
        hasEnded = event.state !== "running";
        if (hasEnded) throw new ApiError(event.error || "The answer was interrupted.", { status: 0, code: event.code });
      } else if (event.type === "done") hasEnded = true;
    };
    try {
      const onStart = (answerId: string) => update(chatId, { answerId });
      await streamAnswer(request.url, request.init, { onStart, onEvent: handle });
    } catch (error) {
      const answerId = answers.get(chatId)?.answerId;
      const isLost = !(error instanceof ApiError) || error.status === 0;
      if (hasEnded || !isLost || !answerId || first.init.signal?.aborted || failures >= MAX_RETRIES) throw error;
    }
    const answerId = answers.get(chatId)?.answerId;
    if (hasEnded || !answerId) return;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    request = { url: streamAddress(answerId, position), init: { signal: first.init.signal ?? null } };
  }
}

/** Forget an answer that has failed. */
export const dismiss = (chatId: string): void => update(chatId, null);
