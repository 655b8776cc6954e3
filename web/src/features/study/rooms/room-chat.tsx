import { type FormEvent, useEffect, useRef, useState } from "react";
import type { RoomEvent } from "@/features/study/rooms/room-state";
import styles from "@/features/study/rooms/rooms.module.css";
import { Button } from "@/shared/components/button";
import { ErrorAlert } from "@/shared/components/feedback";
import { TextField } from "@/shared/components/fields";
import { formatTime } from "@/shared/format";

const MAX_LENGTH = 4_000;

type RoomChatProps = {
  events: readonly RoomEvent[];
  userId: string | null;
  error: string | null;
  onSend: (text: string) => void;
};

/** The messages of a room, and who came and left. */
export function RoomChat({ events, userId, error, onSend }: RoomChatProps) {
  const [text, setText] = useState("");
  const list = useRef<HTMLElement>(null);
  const shown = events.filter(({ kind }) => kind === "message" || kind === "member");
  const last = shown.at(-1)?.number;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is scrolled to
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [last]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    onSend(text.trim());
    setText("");
  };
  return (
    <section className={styles.panel} aria-labelledby="messages">
      <h2 id="messages">Chat</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long chat is scrolled by the keyboard */}
      <section ref={list} className={styles.messages} aria-label="Messages of the room" aria-live="polite" tabIndex={0}>
        {shown.length === 0 && <p className={styles.note}>Nobody has written anything yet.</p>}
        {shown.map((event) => (
          <RoomMessage key={event.number} event={event} isOwn={event.user_id === userId} />
        ))}
      </section>
      <ErrorAlert error={error ? new Error(error) : null} />
      <form className={styles.form} onSubmit={submit}>
        <TextField label="Message" value={text} onChange={setText} maxLength={MAX_LENGTH} />
        <Button type="submit" variant="primary">
          Send
        </Button>
      </form>
    </section>
  );
}

const CHANGES: Record<string, string> = {
  joined: "has joined",
  left: "has left",
  banned: "was removed",
  unbanned: "may come back",
  role: "has another role",
};

function RoomMessage({ event, isOwn }: { event: RoomEvent; isOwn: boolean }) {
  const name = isOwn ? "You" : event.name || "Somebody";
  const time = formatTime(new Date(event.at));
  if (event.kind === "member") {
    return (
      <p className={styles.note}>
        {name} {CHANGES[String(event.data.change)] ?? ""} · {time}
      </p>
    );
  }
  return (
    <article className={isOwn ? styles.own : styles.message}>
      <p className={styles.note}>
        {name} · {time}
      </p>
      <p>{event.data.deleted ? "This message was deleted." : String(event.data.text ?? "")}</p>
    </article>
  );
}
