import { useDeferredValue } from "react";
import type { LiveAnswer, NewQuestion } from "@/features/study/tutor/live-answers";
import { Markdown } from "@/features/study/tutor/markdown";
import { AnswerMessage, Question } from "@/features/study/tutor/message";
import type { Chat, Citation, Message } from "@/features/study/tutor/queries";
import styles from "@/features/study/tutor/tutor.module.css";

type ChatMessagesProps = {
  chat: Chat;
  live: LiveAnswer | undefined;
  isAnswering: boolean;
  onAsk: (question: NewQuestion) => void;
  onOpen: (citation: Citation) => void;
};

/** The messages of a chat, and the answer that is being made. */
export function ChatMessages({ chat, live, isAnswering, onAsk, onOpen }: ChatMessagesProps) {
  const messages = select(chat.message_list, live);
  const isStored = messages.some(({ role, answer_id }) => role === "assistant" && answer_id === live?.answerId);
  const hasQuestion = messages.some(({ role, answer_id }) => role === "user" && answer_id === live?.answerId);
  const replace = (message: Message, text: string) => onAsk({ message: text, replaces: message.id });
  return (
    <div className={styles.messages}>
      {chat.has_earlier && <p className={styles.note}>Earlier messages are in the export.</p>}
      {messages.map((message, index) => {
        if (message.role === "user") {
          const onEdit = isAnswering ? null : (text: string) => replace(message, text);
          return <Question key={message.id} text={message.content} onEdit={onEdit} />;
        }
        const question = messages[index - 1];
        const isLast = index === messages.length - 1;
        const canRepeat = !isAnswering && isLast && question?.role === "user";
        return (
          <AnswerMessage
            key={message.id}
            message={message}
            onOpen={onOpen}
            onRegenerate={canRepeat ? () => replace(question, question.content) : null}
          />
        );
      })}
      {live?.question && !hasQuestion && isAnswering && <Question text={live.question} onEdit={null} />}
      {live && isAnswering && !isStored && <GrowingAnswer live={live} />}
    </div>
  );
}

/** Return the messages to show: without those that a new question replaces. */
function select(messages: readonly Message[], live: LiveAnswer | undefined): readonly Message[] {
  const replaced = messages.findIndex(({ id }) => id === live?.replaces);
  return replaced < 0 ? messages : messages.slice(0, replaced);
}

function GrowingAnswer({ live }: { live: LiveAnswer }) {
  const text = useDeferredValue(live.text);
  return (
    <article className={styles.answer} aria-label="Answer" aria-busy="true">
      {text ? <Markdown text={text} /> : <p className={styles.note}>The tutor is reading your materials…</p>}
      <output className="sr-only">An answer is being written.</output>
    </article>
  );
}
