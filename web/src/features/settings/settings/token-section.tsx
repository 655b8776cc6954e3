import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/features/settings/api";
import { ConfirmButton } from "@/features/settings/components/confirm-button";
import { CopyField } from "@/features/settings/components/copy-field";
import { Form, SelectField, TextField } from "@/features/settings/components/form";
import { tokensQuery } from "@/features/settings/queries";
import { formatScopes, readScopes, SCOPE_OPTIONS } from "@/features/settings/roles";
import type { ApiToken, NewApiToken } from "@/features/settings/types";
import { take } from "@/shared/api/api";
import { ErrorAlert } from "@/shared/components/feedback";
import { formatDateTime } from "@/shared/format";

/** The API tokens of the account, with a form that creates one for the apps in which the account has a role. */
export function TokenSection({ apps }: { apps: readonly string[] }) {
  const cache = useQueryClient();
  const refresh = () => cache.invalidateQueries({ queryKey: tokensQuery().queryKey });
  const create = useMutation({
    mutationFn: async ({ token }: { token: NewApiToken; form: HTMLFormElement }) => {
      if (token.scopes.length === 0) throw new Error("Choose at least one app that the token may use.");
      return take(api.POST("/api/account/tokens", { body: token }));
    },
    onSuccess: (_, { form }) => {
      form.reset();
      return refresh();
    },
  });
  return (
    <section>
      <h2>API tokens</h2>
      <p className="aside">
        A program that sends a token as <code>Authorization: Bearer</code> acts as you, within the scopes of the token.
      </p>
      <TokenList onRevoked={refresh} />
      {create.data?.token && (
        <div className="notice success">
          <CopyField
            label={`Token ${create.data.name}. Copy it now; it is not shown again`}
            value={create.data.token}
          />
        </div>
      )}
      {apps.length > 0 && (
        <details>
          <summary>Create a token</summary>
          <TokenForm
            apps={apps}
            isBusy={create.isPending}
            error={create.error}
            onCreate={(token, form) => create.mutate({ token, form })}
          />
        </details>
      )}
    </section>
  );
}

function TokenList({ onRevoked }: { onRevoked: () => Promise<void> }) {
  const tokens = useQuery(tokensQuery());
  const revoke = useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/account/tokens/{id}", { params: { path: { id } } })),
    onSettled: onRevoked,
  });
  return (
    <>
      <ErrorAlert error={tokens.error} onRetry={() => tokens.refetch()} />
      <ul className="rows" aria-label="API tokens">
        {tokens.data?.tokens.map((token) => (
          <li key={token.id}>
            <div>
              <b>{token.name}</b> {formatScopes(token.scopes)}
              <p className="details">{formatTokenDetails(token)}</p>
            </div>
            <ConfirmButton
              label="Revoke"
              subject={token.name}
              question={`Programs that use ${token.name} will stop working.`}
              confirm="Revoke the token"
              isBusy={revoke.isPending}
              onConfirm={() => revoke.mutate(token.id)}
            />
          </li>
        ))}
      </ul>
      <ErrorAlert error={revoke.error} />
    </>
  );
}

function formatTokenDetails({ created_at, used_at, expires_at }: ApiToken): string {
  const used = used_at ? `last used ${formatDateTime(used_at)}` : "never used";
  const end = expires_at ? `expires ${formatDateTime(expires_at)}` : "does not expire";
  return `Created ${formatDateTime(created_at)}, ${used}, ${end}`;
}

const DAYS = { "30": "30 days", "90": "90 days", "365": "one year", "": "never" } as const;

type TokenFormProps = {
  apps: readonly string[];
  isBusy: boolean;
  error: Error | null;
  onCreate: (token: NewApiToken, form: HTMLFormElement) => void;
};

function TokenForm({ apps, isBusy, error, onCreate }: TokenFormProps) {
  return (
    <Form
      submit="Create the token"
      isBusy={isBusy}
      error={error}
      onSubmit={(read, form) =>
        onCreate(
          { name: read("name"), scopes: readScopes(apps, read), days: read("days") ? Number(read("days")) : null },
          form,
        )
      }
    >
      <TextField label="Purpose" name="name" maxLength={100} />
      {apps.map((app) => (
        <SelectField key={app} label={`Access to ${app}`} name={`scope-${app}`} options={SCOPE_OPTIONS} value="none" />
      ))}
      <SelectField label="Expires after" name="days" options={DAYS} value="90" />
    </Form>
  );
}
