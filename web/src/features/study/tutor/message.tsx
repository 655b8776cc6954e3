import { useState } from "react";
import { Markdown } from "@/features/study/tutor/markdown";
import type { Citation, Message } from "@/features/study/tutor/queries";
import styles from "@/features/study/tutor/tutor.module.css";
import { Button } from "@/shared/components/button";
import { TextField } from "@/shared/components/fields";
import { formatDateTime } from "@/shared/format";

type QuestionProps = {
  text: string;
  /** Null while it cannot be changed: an answer is being made. */
  onEdit: ((text: string) => void) | null;
};

/** A question; the learner can change it, which removes what follows. */
export function Question({ text, onEdit }: QuestionProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const [wasEdited, setWasEdited] = useState(false);
  const edit = () => {
    setDraft(text);
    setWasEdited(true);
  };
  if (draft !== null && onEdit) {
    return (
      <form
        className={styles.edit}
        onSubmit={(event) => {
          event.preventDefault();
          if (!draft.trim()) return;
          setDraft(null);
          onEdit(draft);
        }}
      >
        <TextField label="Change the question" value={draft} onChange={setDraft} rows={3} autoFocus />
        <p className={styles.note}>The answer and everything after it are replaced.</p>
        <div className={styles.buttons}>
          <Button type="submit" variant="primary" isDisabled={!draft.trim()}>
            Ask again
          </Button>
          <Button onPress={() => setDraft(null)}>Cancel</Button>
        </div>
      </form>
    );
  }
  return (
    <article className={styles.question} aria-label="Your question">
      <p>{text}</p>
      {onEdit && (
        <Button
          variant="quiet"
          onPress={edit}
          autoFocus={wasEdited}
          aria-label={`Edit the question: ${text.slice(0, 60)}`}
        >
          Edit
        </Button>
      )}
    </article>
  );
}

const STATES: Record<string, string> = {
  stopped: "You stopped this answer.",
  incomplete: "This answer is incomplete: it was interrupted.",
};
const REASONS: Record<string, string> = {
  no_provider: "No AI provider is configured, so this comes from your materials.",
  providers_held: "No AI provider could be called, so this comes from your materials.",
};

type AnswerProps = { message: Message; onOpen: (citation: Citation) => void; onRegenerate: (() => void) | null };

/** An answer, with what it cites, and who has made it at which cost. */
export function AnswerMessage({ message, onOpen, onRegenerate }: AnswerProps) {
  const note = STATES[message.state ?? ""] ?? REASONS[message.reason ?? ""];
  return (
    <article className={styles.answer} aria-label="Answer">
      <h2 className="sr-only">Answer</h2>
      <Markdown text={message.content} />
      {note && <p className={styles.note}>{note}</p>}
      <Citations title="Sources" citations={message.citations} onOpen={onOpen} />
      <Citations title="Closest passages" citations={message.closest} onOpen={onOpen} />
      <footer className={styles.footer}>
        <span>{describe(message)}</span>
        {onRegenerate && (
          <Button variant="quiet" onPress={onRegenerate}>
            Regenerate
          </Button>
        )}
      </footer>
    </article>
  );
}

/** Return who has made an answer, what it cost, and when. */
export function describe(message: Message): string {
  const isOwn = message.provider === "materials";
  const facts = [isOwn ? "Your materials" : (message.model ?? message.provider ?? "")];
  if (message.cost_usd !== null && !isOwn) facts.push(formatCost(message.cost_usd));
  if (message.tokens) facts.push(`${message.tokens} tokens`);
  if (message.cached) facts.push("from the cache");
  facts.push(formatDateTime(message.created_at));
  return facts.filter(Boolean).join(" · ");
}

/** Return an amount in dollars with two significant digits, where it is small. */
export const formatCost = (usd: number): string =>
  usd === 0 ? "free" : usd >= 0.1 ? `$${usd.toFixed(2)}` : `$${Number(usd.toPrecision(2))}`;

type CitationsProps = { title: string; citations: readonly Citation[]; onOpen: (citation: Citation) => void };

function Citations({ title, citations, onOpen }: CitationsProps) {
  if (citations.length === 0) return null;
  return (
    <section className={styles.citations} aria-label={title}>
      <h3>{title}</h3>
      <ol>
        {citations.map((citation, index) => (
          <li key={citation.chunk_id}>
            <Button variant="quiet" className={styles.citation} onPress={() => onOpen(citation)}>
              <span className={styles.number}>
                <span className="sr-only">Source </span>
                {index + 1}
                <span className="sr-only">: </span>
              </span>
              <span>
                <strong>{citation.title}</strong>
                {citation.page ? `, page ${citation.page}` : ""}
                <span className={styles.quote}>“{citation.quote}”</span>
              </span>
            </Button>
          </li>
        ))}
      </ol>
    </section>
  );
}
