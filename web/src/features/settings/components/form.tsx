import { type ChangeEvent, type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { ErrorAlert } from "@/shared/components/feedback";

/** Return the trimmed text of a field of the submitted form; "" if it is empty. */
export type ReadField = (name: string) => string;

type FormProps = {
  submit: string;
  isBusy: boolean;
  error: Error | null;
  onSubmit: (read: ReadField, form: HTMLFormElement) => void;
  /** A second button, which sends the same fields elsewhere. */
  other?: { label: string; onSubmit: (read: ReadField) => void };
  /** Focus the first field when the page opens. */
  focusFirst?: boolean;
  children: ReactNode;
};

/** A form with a submit button and an error alert; after an error it selects the password, to be typed again. */
export function Form({ submit, isBusy, error, onSubmit, other, focusFirst = false, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (focusFirst) form.current?.querySelector("input")?.focus();
  }, [focusFirst]);
  useEffect(() => {
    if (!error) return;
    const password = form.current?.querySelector<HTMLInputElement>('input[autocomplete$="password"]');
    password?.focus();
    password?.select();
  }, [error]);

  function handleSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const read: ReadField = (name) => readField(values, name);
    if (other && (event.nativeEvent as SubmitEvent).submitter?.getAttribute("value") === "other") other.onSubmit(read);
    else onSubmit(read, event.currentTarget);
  }

  return (
    <form ref={form} className="account-form" onSubmit={handleSubmit}>
      {children}
      <ErrorAlert error={error} />
      <div className="buttons">
        <button type="submit" disabled={isBusy}>
          {submit}
        </button>
        {other && (
          <button type="submit" value="other" className="quiet" disabled={isBusy}>
            {other.label}
          </button>
        )}
      </div>
    </form>
  );
}

/** Return the text of a field, trimmed unless it is a password. */
function readField(values: FormData, name: string): string {
  const value = values.get(name);
  if (typeof value !== "string") return "";
  return name.includes("password") ? value : value.trim();
}

type FieldProps = {
  label: string;
  name: string;
  type?: "text" | "email";
  autoComplete?: string;
  hint?: string;
  isOptional?: boolean;
  maxLength?: number;
};

export function TextField({
  label,
  hint,
  isOptional = false,
  type = "text",
  autoComplete = "off",
  ...input
}: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {isOptional && " (optional)"}
      </label>
      <input
        {...input}
        id={id}
        type={type}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        required={!isOptional}
        aria-describedby={hint ? `${id}-hint` : undefined}
      />
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}

/** A name to sign in with; if it is optional, the e-mail address is enough. */
export function NameField({ isOptional = false }: { isOptional?: boolean }) {
  return (
    <TextField
      label="Name"
      name="name"
      autoComplete="username"
      maxLength={64}
      isOptional={isOptional}
      hint="Letters, digits, dots, hyphens and underscores. You can sign in with it."
    />
  );
}

export function EmailField({ isOptional = false }: { isOptional?: boolean }) {
  return <TextField label="Email" name="email" type="email" autoComplete="email" isOptional={isOptional} />;
}

type PasswordProps = { label?: string; name?: string; isNew?: boolean };

/** A password field with a button that shows the password; a new password needs at least eight characters. */
export function PasswordField({ label = "Password", name = "password", isNew = false }: PasswordProps) {
  const id = useId();
  const [isShown, setShown] = useState(false);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="input-group">
        <input
          id={id}
          name={name}
          type={isShown ? "text" : "password"}
          autoComplete={isNew ? "new-password" : "current-password"}
          autoCapitalize="none"
          spellCheck={false}
          required
          minLength={isNew ? 8 : undefined}
          aria-describedby={isNew ? `${id}-hint` : undefined}
        />
        <button type="button" className="quiet" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
          Show<span className="sr-only"> {label.toLowerCase()}</span>
        </button>
      </div>
      {isNew && <small id={`${id}-hint`}>At least 8 characters.</small>}
    </div>
  );
}

type SelectProps<V extends string> = {
  label: string;
  /** What the field belongs to, for screen readers. */
  subject?: string;
  name?: string;
  options: Record<V, string>;
  /** The initial value; with `onChange`, the current value. */
  value: V;
  onChange?: (value: V) => void;
  isDisabled?: boolean;
};

export function SelectField<V extends string>(props: SelectProps<V>) {
  const { label, subject, name, options, value, onChange, isDisabled } = props;
  const id = useId();
  const state = onChange
    ? { value, onChange: (event: ChangeEvent<HTMLSelectElement>) => onChange(event.target.value as V) }
    : { defaultValue: value };
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {subject && <span className="sr-only">, {subject}</span>}
      </label>
      <select id={id} name={name} disabled={isDisabled} {...state}>
        {Object.entries<string>(options).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
