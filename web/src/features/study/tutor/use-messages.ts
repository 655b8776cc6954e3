import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { take } from "@/features/study/actions";
import { api } from "@/features/study/api";
import type { Chat, Message } from "@/features/study/tutor/queries";

const isBefore = (one: Message, other: Message): boolean =>
  one.created_at === other.created_at ? one.id < other.id : one.created_at < other.created_at;

/** Return messages without those that a newer list has, or has replaced. */
const keepOlder = (messages: readonly Message[], [first]: readonly Message[]): readonly Message[] =>
  first ? messages.filter((message) => isBefore(message, first)) : [];

/** Return the messages of a chat, and a function that loads those before them. */
export function useMessages(chat: Chat) {
  // What was loaded so far; nothing until earlier messages are shown, for the chat has its latest ones itself.
  const [loaded, setLoaded] = useState<readonly Message[]>([]);
  const [hasEarlier, setHasEarlier] = useState<boolean | null>(null);
  const latest = chat.message_list;
  const messages = [...keepOlder(loaded, latest), ...latest];
  // With new messages the latest ones begin later: those that they had before stay.
  useEffect(() => {
    setLoaded((known) => (known.length > 0 ? [...keepOlder(known, latest), ...latest] : known));
  }, [latest]);
  const [first] = messages;
  const load = useMutation({
    mutationFn: () => {
      const query = first ? { before: first.created_at, before_id: first.id } : {};
      return take(api.GET("/api/ai/chats/{id}", { params: { path: { id: chat.id }, query } }));
    },
    onSuccess: (earlier) => {
      setLoaded([...earlier.message_list, ...messages]);
      setHasEarlier(earlier.has_earlier);
    },
  });
  return {
    messages,
    hasEarlier: hasEarlier ?? chat.has_earlier,
    isPending: load.isPending,
    error: load.error,
    showEarlier: () => load.mutate(),
  };
}
