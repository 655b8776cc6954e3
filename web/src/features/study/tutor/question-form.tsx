import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from "react";
import styles from "@/features/study/tutor/tutor.module.css";
import { Button } from "@/shared/components/button";
import { TextField } from "@/shared/components/fields";

const MAX_LENGTH = 10_000;

type QuestionFormProps = {
  label: string;
  onSend: (question: string) => void;
  /** Set while an answer is being made: then Stop takes the place of Send. */
  onStop?: (() => void) | undefined;
  isPending?: boolean;
  children?: ReactNode;
};

/** A field for a question. Ctrl or ⌘ with Enter sends it. */
export function QuestionForm({ label, onSend, onStop, isPending = false, children }: QuestionFormProps) {
  const [text, setText] = useState("");
  const submit = () => {
    if (!text.trim() || isPending || onStop) return;
    onSend(text.trim());
    setText("");
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    submit();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
  };
  return (
    <form id="question" className={styles.form} onSubmit={onSubmit} onKeyDown={onKeyDown}>
      <TextField
        label={label}
        value={text}
        onChange={setText}
        rows={3}
        maxLength={MAX_LENGTH}
        placeholder="For example: How does a fuse work?"
      />
      {children}
      <div className={styles.buttons}>
        {onStop ? (
          <Button key="action" variant="danger" onPress={onStop}>
            Stop
          </Button>
        ) : (
          <Button key="action" type="submit" variant="primary">
            Send
          </Button>
        )}
      </div>
    </form>
  );
}
