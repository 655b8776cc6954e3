/** What the pages of the tutor read and change. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { take } from "@/features/study/actions";
import { $api, api, type Schemas } from "@/features/study/api";
import {
  ask,
  isAnswering,
  type NewQuestion,
  readAnswerId,
  resume,
  useLiveAnswer,
} from "@/features/study/tutor/live-answers";
import { invalidatePaths } from "@/shared/api/api";

export type Chat = Schemas["ChatDetails"];
export type ChatSummary = Schemas["ChatSummary"];
export type Message = Schemas["ChatEntry"];
export type Citation = Schemas["EntryCitation"];

const CHATS = "/api/ai/chats";
const PAGE_SIZE = 50;
const TITLE_LENGTH = 80;
const POLL_MS = 200;

export const useChats = (q: string) => $api.useQuery("get", CHATS, { params: { query: { q, limit: PAGE_SIZE } } });

export const refreshChats = (cache: QueryClient): Promise<void> => invalidatePaths(cache, CHATS);

/** Return a chat, and what can be done in it. An answer that is being made on the server is followed. */
export function useChat(chatId: string) {
  const cache = useQueryClient();
  const query = $api.useQuery("get", "/api/ai/chats/{id}", { params: { path: { id: chatId } } }, { staleTime: 0 });
  const live = useLiveAnswer(chatId);
  const onEnd = useCallback(() => refreshChats(cache), [cache]);
  const running = query.data?.running ?? null;
  const isFresh = !query.isFetching;
  useEffect(() => {
    if (running && isFresh && !isAnswering(chatId)) void resume(chatId, running, onEnd);
  }, [chatId, running, isFresh, onEnd]);
  const send = (question: NewQuestion) => void ask(chatId, question, onEnd);
  const stop = () => stopAnswer(chatId, live?.answerId ?? running);
  return { query, live, isAnswering: isAnswering(chatId), send, stop };
}

/** Stop an answer, and keep what there is of it. */
async function stopAnswer(chatId: string, known: string | null): Promise<void> {
  const id = known ?? (await findAnswer(chatId));
  if (id) await api.POST("/api/ai/chat/{id}/stop", { params: { path: { id } } });
}

/** Return the id of the answer that is being made. A question that has just been sent gets one a moment later. */
async function findAnswer(chatId: string): Promise<string | null> {
  while (isAnswering(chatId)) {
    const { running } = await take(api.GET("/api/ai/chats/{id}", { params: { path: { id: chatId } } }));
    const id = running ?? readAnswerId(chatId);
    if (id) return id;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return null;
}

export type NewChat = { question: string; subject: { id: string; name: string } | null; materialIds: string[] };

/** Begin a chat with a question, and return its id. */
export async function beginChat(cache: QueryClient, { question, subject, materialIds }: NewChat): Promise<string> {
  const title = question.trim().replace(/\s+/g, " ").slice(0, TITLE_LENGTH);
  const body = { title, subject_id: subject?.id ?? null, material_ids: materialIds };
  const chat = await take(api.POST(CHATS, { body }));
  const request = { message: question, ...(subject && { subject: subject.name }) };
  void ask(chat.id, request, () => refreshChats(cache));
  return chat.id;
}
