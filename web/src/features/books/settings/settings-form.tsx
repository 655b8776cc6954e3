import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "@/features/books/api";
import { bodyOf } from "@/features/books/queries";
import { type SettingField, SettingInput } from "@/features/books/settings/setting-input";
import styles from "@/features/books/settings/settings.module.css";
import { Button } from "@/shared/components/button";
import { ErrorAlert, Skeleton, SuccessMessage } from "@/shared/components/feedback";

type Values = Record<string, unknown>;

const tabKey = (tab: string) => ["books", "settings", tab] as const;

/** The form of a settings tab, as the server describes it; `exclude` names fields that the page shows in its own way. */
export function SettingsForm({ tab, exclude = [] }: { tab: string; exclude?: readonly string[] }) {
  const settings = useQuery({
    queryKey: tabKey(tab),
    queryFn: async ({ signal }) => bodyOf(await api.GET("/api/settings/{tab}", { params: { path: { tab } }, signal })),
    refetchOnWindowFocus: false,
  });
  if (!settings.data) {
    return (
      <>
        <ErrorAlert error={settings.error} onRetry={() => void settings.refetch()} />
        {settings.isPending && <Skeleton rows={3} label="Loading the settings" />}
      </>
    );
  }
  const fields = (settings.data.fields as SettingField[]).filter(({ key }) => !exclude.includes(key));
  return <Fields key={settings.dataUpdatedAt} tab={tab} fields={fields} />;
}

function Fields({ tab, fields }: { tab: string; fields: readonly SettingField[] }) {
  const cache = useQueryClient();
  const [changes, setChanges] = useState<Values>({});
  const path = { params: { path: { tab } } };
  const save = useMutation({
    mutationFn: async () => bodyOf(await api.PUT("/api/settings/{tab}", { ...path, body: changes as never })),
    onSuccess: () => setChanges({}),
  });
  const values = Object.fromEntries(fields.map(({ key, value }) => [key, key in changes ? changes[key] : value]));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined, { onSuccess: () => cache.invalidateQueries({ queryKey: ["books"], refetchType: "none" }) });
  };
  const visible = fields.filter(({ showWhen }) => !showWhen || isMet(showWhen, values));
  return (
    <form className={styles.form} onSubmit={submit}>
      {visible.map((field) =>
        field.type === "HeadingField" ? (
          <h2 key={field.key}>{field.title ?? field.label}</h2>
        ) : field.type === "ActionButton" ? (
          <ActionField key={field.key} tab={tab} field={field} values={changes} />
        ) : (
          <SettingInput
            key={field.key}
            field={field}
            value={values[field.key]}
            onChange={(value) => setChanges((current) => ({ ...current, [field.key]: value }))}
          />
        ),
      )}
      <ErrorAlert error={save.error} />
      {save.data?.success && Object.keys(changes).length === 0 && (
        <SuccessMessage>
          Saved.{save.data.requiresRestart && " Some changes apply after the server's next start."}
        </SuccessMessage>
      )}
      <div>
        <Button type="submit" variant="primary" isPending={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

/** A button of the form, which tests the values that are not saved yet. */
function ActionField({ tab, field, values }: { tab: string; field: SettingField; values: Values }) {
  const run = useMutation({
    mutationFn: async () =>
      bodyOf(
        await api.POST("/api/settings/{tab}/action/{key}", {
          params: { path: { tab, key: field.key } },
          body: values as never,
        }),
      ),
  });
  return (
    <div className={styles.action}>
      <Button
        variant={field.style === "danger" ? "danger" : "secondary"}
        isPending={run.isPending}
        onPress={() => run.mutate()}
      >
        {field.label}
      </Button>
      <p className={styles.hint}>{field.description}</p>
      <ErrorAlert error={run.error} />
      {run.data && <SuccessMessage>{run.data.message}</SuccessMessage>}
    </div>
  );
}

function isMet(condition: NonNullable<SettingField["showWhen"]>, values: Values): boolean {
  const value = values[condition.field];
  if (condition.notEmpty) return value !== "" && value !== null && value !== undefined;
  return Array.isArray(condition.value) ? condition.value.includes(String(value)) : condition.value === value;
}
