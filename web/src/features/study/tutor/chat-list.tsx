import { useEffect, useState } from "react";
import { tutorAddress } from "@/features/study/tutor/addresses";
import { ChatActions } from "@/features/study/tutor/chat-actions";
import { useChats } from "@/features/study/tutor/queries";
import styles from "@/features/study/tutor/tutor.module.css";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { SearchField } from "@/shared/components/fields";
import { Link } from "@/shared/components/link";
import { formatDateTime, pluralize } from "@/shared/format";
import { useDebounced } from "@/shared/hooks";

const SEARCHED_FROM = 6;

/** All chats, the latest first. */
export function ChatList() {
  const { q } = tutorAddress.useSearch();
  const change = tutorAddress.useChangeSearch();
  const [text, setText] = useState(q);
  const wanted = useDebounced(text, 250);
  useEffect(() => {
    if (wanted !== q) change({ q: wanted }, { replace: true });
  }, [wanted, q, change]);
  const query = useChats(q);
  const chats = query.data?.chats ?? [];
  const total = query.data?.total ?? 0;
  return (
    <section className={styles.chats} aria-labelledby="chats">
      <h2 id="chats">Chats</h2>
      {(q || total >= SEARCHED_FROM) && <SearchField label="Find a chat" value={text} onChange={setText} />}
      <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isPending && <Skeleton rows={3} label="Loading the chats" />}
      {query.data && chats.length === 0 && (
        <p className={styles.note}>{q ? "No chat has this in its title." : "Your chats will be listed here."}</p>
      )}
      <ul className={styles.list}>
        {chats.map((chat) => (
          <li key={chat.id}>
            <Link to="/study/tutor/$id" params={{ id: chat.id }} className={styles.title}>
              {chat.title}
            </Link>
            <span className={styles.note}>
              {[chat.subject, pluralize(chat.messages, "message"), formatDateTime(chat.updated_at)]
                .filter(Boolean)
                .join(" · ")}
              {chat.running && " · answering"}
            </span>
            <ChatActions chat={chat} />
          </li>
        ))}
      </ul>
      {total > chats.length && (
        <p className={styles.note}>
          The latest {chats.length} of {total} are listed.
        </p>
      )}
    </section>
  );
}
