import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { InvitationSection } from "@/features/settings/accounts/invitation-section";
import { api } from "@/features/settings/api";
import { ConfirmButton } from "@/features/settings/components/confirm-button";
import { SelectField } from "@/features/settings/components/form";
import { accountKey, accountsQuery, listOwnedApps } from "@/features/settings/queries";
import { formatRoles, ROLE_OPTIONS, type RoleOption, toRole } from "@/features/settings/roles";
import type { Account, ListedAccount, Roles } from "@/features/settings/types";
import { take } from "@/shared/api/api";
import { ErrorAlert } from "@/shared/components/feedback";
import { formatDateTime } from "@/shared/format";

/** All accounts with their roles, for owners; an owner can assign roles in the apps that they own. */
export function AccountsSection({ account }: { account: Account }) {
  const accounts = useQuery(accountsQuery());
  const apps = listOwnedApps(account);
  return (
    <>
      <section>
        <h2>Accounts</h2>
        <ErrorAlert error={accounts.error} onRetry={() => accounts.refetch()} />
        <ul className="rows" aria-label="Accounts">
          {accounts.data?.accounts.map((person) => (
            <AccountRow key={person.id} person={person} apps={apps} isSelf={person.id === account.id} />
          ))}
        </ul>
        {accounts.data?.accounts.length === 0 && (
          <p className="aside">There are no accounts yet. Create an invitation below.</p>
        )}
      </section>
      <InvitationSection apps={apps} />
    </>
  );
}

type AccountRowProps = { person: ListedAccount; apps: readonly string[]; isSelf: boolean };

function AccountRow({ person, apps, isSelf }: AccountRowProps) {
  const cache = useQueryClient();
  // The own roles are part of the account state, whose key has the same prefix.
  const onSettled = () => cache.invalidateQueries({ queryKey: accountKey() });
  const change = useMutation({
    mutationFn: ({ app, option }: { app: string; option: RoleOption }) =>
      take(
        api.PATCH("/api/accounts/{id}", {
          params: { path: { id: person.id } },
          body: { roles: { [app]: toRole(option) } },
        }),
      ),
    onSettled,
  });
  const removal = useMutation({
    mutationFn: () => take(api.DELETE("/api/accounts/{id}", { params: { path: { id: person.id } } })),
    onSettled,
  });
  const elsewhere: Roles = Object.fromEntries(Object.entries(person.roles).filter(([app]) => !apps.includes(app)));
  return (
    <li>
      <div>
        <b>{person.name}</b> {isSelf && "(you)"} {person.email !== person.name && person.email}
        <p className="details">
          {person.last_sign_in_at ? `Last signed in ${formatDateTime(person.last_sign_in_at)}` : "Never signed in"}
          {!person.has_password && ", no password here"}
          {Object.keys(elsewhere).length > 0 && `, ${formatRoles(elsewhere)}`}
        </p>
        <ErrorAlert error={change.error ?? removal.error} />
      </div>
      <div className="roles">
        {apps.map((app) => (
          <SelectField
            key={app}
            label={app}
            subject={`role of ${person.name}`}
            options={ROLE_OPTIONS}
            value={person.roles[app] ?? "none"}
            isDisabled={change.isPending}
            onChange={(option) => change.mutate({ app, option })}
          />
        ))}
      </div>
      {!isSelf && (
        <ConfirmButton
          label="Remove"
          subject={person.name}
          question={`The account ${person.name} will be removed with its sessions and tokens.`}
          confirm="Remove the account"
          isBusy={removal.isPending}
          onConfirm={() => removal.mutate()}
        />
      )}
    </li>
  );
}
