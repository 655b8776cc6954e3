import { type FormEvent, useState } from "react";
import { fieldErrors, take, useAction } from "@/features/study/actions";
import { $api, api, type Schemas } from "@/features/study/api";
import styles from "@/features/study/components/study.module.css";
import { Button } from "@/shared/components/button";
import { ConfirmDialog } from "@/shared/components/dialog";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { TextField } from "@/shared/components/fields";
import { Select } from "@/shared/components/select";
import { showToast } from "@/shared/components/toast";
import { formatDateTime } from "@/shared/format";

const KEYS = "/api/vault/keys";
const PROVIDERS = [
  { value: "openai", label: "OpenAI" },
  { value: "claude", label: "Anthropic (Claude)" },
  { value: "gemini", label: "Google (Gemini)" },
  { value: "deepseek", label: "DeepSeek" },
] as const;
type Provider = (typeof PROVIDERS)[number]["value"];

/** The account's own keys of providers, which are stored encrypted and never shown again. */
export function ProviderKeys() {
  const query = $api.useQuery("get", KEYS);
  const keys = query.data?.keys ?? [];
  return (
    <section className={styles.panel} aria-labelledby="keys">
      <h2 id="keys">Your keys</h2>
      <p className={styles.note}>
        A provider for which you store a key is called with it, before all others. Keys are stored encrypted and are
        never shown again.
      </p>
      <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isPending && <Skeleton rows={1} />}
      {keys.length > 0 && (
        <ul className={styles.list}>
          {keys.map((key) => (
            <StoredKey key={key.key_name} stored={key} />
          ))}
        </ul>
      )}
      <KeyForm />
    </section>
  );
}

function StoredKey({ stored }: { stored: Schemas["KeyState"] }) {
  const [isOpen, setIsOpen] = useState(false);
  const params = { path: { key_name: stored.key_name } };
  const remove = useAction(() => take(api.DELETE("/api/vault/keys/{key_name}", { params })), {
    changes: [KEYS, "/api/ai/providers"],
    showsError: true,
    onDone: () => setIsOpen(false),
  });
  const label = PROVIDERS.find(({ value }) => value === stored.provider)?.label ?? stored.provider ?? "Other";
  return (
    <li>
      <span className={styles.main}>
        <strong>{stored.key_name}</strong>
        <span className={styles.note}>
          {label} · stored {formatDateTime(stored.updated_at)}
          {stored.is_expired && " · expired"}
        </span>
      </span>
      <Button onPress={() => setIsOpen(true)} aria-label={`Delete the key ${stored.key_name}`}>
        Delete
      </Button>
      <ConfirmDialog
        title="Delete this key?"
        confirmLabel="Delete the key"
        isOpen={isOpen}
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setIsOpen(false)}
      >
        {label} is then called with the key of the server, if it has one.
      </ConfirmDialog>
    </li>
  );
}

function KeyForm() {
  const [provider, setProvider] = useState<Provider>("openai");
  const [value, setValue] = useState("");
  const store = useAction(
    () => take(api.PUT(KEYS, { body: { key_name: provider, provider, key_value: value.trim() } })),
    {
      changes: [KEYS, "/api/ai/providers"],
      showsError: true,
      onDone: () => {
        setValue("");
        showToast({ message: "The key is stored." });
      },
    },
  );
  const wrong = fieldErrors(store.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value.trim() && !store.isPending) store.mutate();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <div className={styles.row}>
        <Select label="Provider" value={provider} onChange={setProvider} options={PROVIDERS} />
        <TextField
          label="Key"
          type="password"
          autoComplete="off"
          value={value}
          onChange={setValue}
          error={wrong.key_value ? `The key ${wrong.key_value}.` : undefined}
        />
      </div>
      {!wrong.key_value && <ErrorAlert error={store.error} />}
      <div className={styles.buttons}>
        <Button type="submit" variant="primary" isPending={store.isPending}>
          Store the key
        </Button>
      </div>
    </form>
  );
}
