import { useEffect, useState } from "react";
import { TextField } from "@/shared/components/fields";
import { useDebounced } from "@/shared/hooks";

type Props = {
  name: string;
  label: string;
  value: string;
  onCommit: (text: string) => void;
  error?: string | undefined;
  inputMode?: "decimal" | "numeric" | "text";
};

const COMMIT_MS = 400;

/** A text field whose value is taken over a moment after the last key, and at once when the field is left. */
export function DraftField({ name, label, value, onCommit, error, inputMode = "text" }: Props) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const debounced = useDebounced(text, COMMIT_MS);
  const commit = (next: string) => next.trim() !== value && onCommit(next.trim());
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a text that has been typed is taken over
  useEffect(() => {
    if (debounced === text) commit(debounced);
  }, [debounced]);
  return (
    <TextField
      name={name}
      label={label}
      value={text}
      onChange={setText}
      onBlur={() => commit(text)}
      inputMode={inputMode}
      error={error}
      autoComplete="off"
    />
  );
}
