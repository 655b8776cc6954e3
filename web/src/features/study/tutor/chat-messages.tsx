import { useDeferredValue } from "react";
import type { LiveAnswer, NewQuestion } from "@/features/study/tutor/live-answers";
import { Markdown } from "@/features/study/tutor/markdown";
import { AnswerMessage, Question } from "@/features/study/tutor/message";
import type { Chat, Citation, Message } from "@/features/study/tutor/queries";
import styles from "@/features/study/tutor/tutor.module.css";
import { useMessages } from "@/features/study/tutor/use-messages";
import { Button } from "@/shared/components/button";
import { ErrorAlert } from "@/shared/components/feedback";

type ChatMessagesProps = {
  chat: Chat;
  /** Why the last question has no answer, if it was stopped before its first word. */
  stopped: string | null;
  onRetry: () => void;
  live: LiveAnswer | undefined;
  isAnswering: boolean;
  onAsk: (question: NewQuestion) => void;
  onOpen: (citation: Citation) => void;
};

/** The messages of a chat, and the answer that is being made. */
export function ChatMessages(props: ChatMessagesProps) {
  const { chat, live, isAnswering, stopped, onAsk, onOpen, onRetry } = props;
  const loaded = useMessages(chat);
  const messages = select(loaded.messages, live);
  const isStored = messages.some(({ role, answer_id }) => role === "assistant" && answer_id === live?.answerId);
  const hasQuestion = messages.some(({ role, answer_id }) => role === "user" && answer_id === live?.answerId);
  const replace = (message: Message, text: string) => onAsk({ message: text, replaces: message.id });
  return (
    <div className={styles.messages}>
      {loaded.hasEarlier && (
        <Button variant="quiet" isPending={loaded.isPending} onPress={loaded.showEarlier}>
          Show earlier messages
        </Button>
      )}
      <ErrorAlert error={loaded.error} onRetry={loaded.showEarlier} />
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
      {stopped && !isAnswering && <StoppedAnswer text={stopped} onRetry={onRetry} />}
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

/** The row of an answer without a word. */
function StoppedAnswer({ text, onRetry }: { text: string; onRetry: () => void }) {
  return (
    <article className={styles.answer} aria-label="Answer">
      <p className={styles.note}>{text}</p>
      <footer className={styles.footer}>
        <Button variant="quiet" onPress={onRetry}>
          Retry
        </Button>
      </footer>
    </article>
  );
}

function GrowingAnswer({ live }: { live: LiveAnswer }) {
  const text = useDeferredValue(live.text);
  return (
    <article className={styles.answer} aria-label="Answer" aria-busy="true">
      <h2 className="sr-only">Answer</h2>
      {text ? <Markdown text={text} /> : <p className={styles.note}>The tutor is reading your materials…</p>}
      <output className="sr-only">An answer is being written.</output>
    </article>
  );
}
