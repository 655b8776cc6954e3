import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { chatAddress } from "@/features/study/tutor/addresses";
import { ChatMenu } from "@/features/study/tutor/chat-menu";
import { ChatMessages } from "@/features/study/tutor/chat-messages";
import { dismiss } from "@/features/study/tutor/live-answers";
import { type Citation, useChat } from "@/features/study/tutor/queries";
import { QuestionForm } from "@/features/study/tutor/question-form";
import styles from "@/features/study/tutor/tutor.module.css";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { lazyPart } from "@/shared/components/lazy-part";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";

const PassagePanel = lazyPart(() => import("@/features/study/tutor/passage-panel"), "PassagePanel");

/** A chat with the tutor. */
export function ChatPage() {
  const { id } = chatAddress.useParams();
  // Another chat is another page: nothing of the one before stays.
  return <OpenChat key={id} id={id} />;
}

function OpenChat({ id }: { id: string }) {
  const { query, live, isAnswering, send, stop } = useChat(id);
  const [opened, setOpened] = useState<Citation | null>(null);
  const navigate = useNavigate();
  const chat = query.data;
  const questions = chat?.message_list.filter(({ role }) => role === "user") ?? [];
  const last = questions.at(-1);
  const end = useFollowedEnd(live?.text ?? "", chat?.message_list.length ?? 0);
  const retry = () => {
    dismiss(id);
    if (live?.question && live.answerId === null && last?.content !== live.question) send({ message: live.question });
    else if (last) send({ message: last.content, replaces: last.id });
  };
  const isStopped = chat?.failure?.code === "stopped" && !live?.error;
  const failure = live?.error ?? (chat?.failure && !isStopped ? new Error(chat.failure.message) : null);
  return (
    <>
      <PageHeader
        title={chat?.title ?? "Chat"}
        description={chat ? <Scope subject={chat.subject} materials={chat.material_ids.length} /> : undefined}
        actions={chat && <ChatMenu chat={chat} onDeleted={() => void navigate({ to: "/study/tutor" })} />}
      />
      <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isPending && <Skeleton rows={4} label="Loading the chat" />}
      {chat && (
        <div className={styles.chat}>
          <ChatMessages
            chat={chat}
            live={live}
            isAnswering={isAnswering}
            stopped={isStopped ? (chat.failure?.message ?? null) : null}
            onAsk={send}
            onOpen={setOpened}
            onRetry={retry}
          />
          {!isAnswering && <ErrorAlert error={failure} onRetry={retry} />}
          <div ref={end} />
          <QuestionForm
            label={chat.message_list.length > 0 ? "Your next question" : "Your question"}
            onSend={(message) => send({ message, ...(chat.subject && { subject: chat.subject }) })}
            onStop={isAnswering ? () => void stop() : undefined}
          />
        </div>
      )}
      <p className={styles.back}>
        <Link to="/study/tutor">All chats</Link>
      </p>
      {opened && <PassagePanel citation={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

function Scope({ subject, materials }: { subject: string | null; materials: number }) {
  const parts = [
    subject ?? "",
    materials > 0 ? `About ${materials === 1 ? "one material" : `${materials} materials`}` : "",
  ];
  return <>{parts.filter(Boolean).join(" · ") || "About all of your materials"}</>;
}

/** Return the ref of the end of the chat, which stays visible while the learner is there. */
function useFollowedEnd(text: string, messages: number) {
  const end = useRef<HTMLDivElement>(null);
  const isFollowed = useRef(true);
  useEffect(() => {
    const onScroll = () => {
      const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
      isFollowed.current = scrollHeight - scrollTop - clientHeight < 240;
    };
    window.addEventListener("scroll", onScroll, { passive: true });
    return () => window.removeEventListener("scroll", onScroll);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has come makes the page longer
  useEffect(() => {
    if (isFollowed.current) end.current?.scrollIntoView?.({ block: "end" });
  }, [text, messages]);
  return end;
}
