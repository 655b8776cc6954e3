import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/features/settings/api";
import { ConfirmButton } from "@/features/settings/components/confirm-button";
import { CopyField } from "@/features/settings/components/copy-field";
import { Form, SelectField, TextField } from "@/features/settings/components/form";
import { invitationsQuery } from "@/features/settings/queries";
import { formatRoles, ROLE_OPTIONS, readRoles } from "@/features/settings/roles";
import type { Roles } from "@/features/settings/types";
import { take } from "@/shared/api/api";
import { ErrorAlert } from "@/shared/components/feedback";
import { formatDateTime } from "@/shared/format";

/** Lists open invitations, with a form that creates one with roles in these apps. */
export function InvitationSection({ apps }: { apps: readonly string[] }) {
  const cache = useQueryClient();
  const refresh = () => cache.invalidateQueries({ queryKey: invitationsQuery().queryKey });
  const invite = useMutation({
    mutationFn: ({ email, roles }: { email: string | null; roles: Roles; form: HTMLFormElement }) =>
      take(api.POST("/api/accounts/invitations", { body: { email, roles } })),
    onSuccess: (_, { form }) => {
      form.reset();
      return refresh();
    },
  });
  return (
    <section>
      <h2>Invitations</h2>
      <InvitationList onRevoked={refresh} />
      {invite.data?.link && (
        <div className="notice success">
          <CopyField
            label={`Invitation link${invite.data.email ? ` for ${invite.data.email}` : ""}. Copy it now; it is not shown again`}
            value={new URL(invite.data.link, window.location.origin).href}
          />
        </div>
      )}
      <details>
        <summary>Create an invitation</summary>
        <Form
          submit="Create the invitation"
          isBusy={invite.isPending}
          error={invite.error}
          onSubmit={(read, form) => invite.mutate({ email: read("email") || null, roles: readRoles(apps, read), form })}
        >
          <TextField label="Send the link to" name="email" type="email" isOptional />
          {apps.map((app) => (
            <SelectField
              key={app}
              label={`Role in ${app}`}
              name={`role-${app}`}
              options={ROLE_OPTIONS}
              value="member"
            />
          ))}
        </Form>
      </details>
    </section>
  );
}

function InvitationList({ onRevoked }: { onRevoked: () => Promise<void> }) {
  const invitations = useQuery(invitationsQuery());
  const revoke = useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/accounts/invitations/{id}", { params: { path: { id } } })),
    onSettled: onRevoked,
  });
  return (
    <>
      <ErrorAlert error={invitations.error} onRetry={() => invitations.refetch()} />
      <ul className="rows" aria-label="Open invitations">
        {invitations.data?.invitations.map(({ id, email, roles, created_at, expires_at }) => (
          <li key={id}>
            <div>
              <b>{email ?? "Anyone with the link"}</b> {formatRoles(roles)}
              <p className="details">
                Created {formatDateTime(created_at)}, expires {formatDateTime(expires_at)}
              </p>
            </div>
            <ConfirmButton
              label="Revoke"
              subject={`the invitation of ${email ?? "anyone with the link"}`}
              question="The link will stop working."
              confirm="Revoke the invitation"
              isBusy={revoke.isPending}
              onConfirm={() => revoke.mutate(id)}
            />
          </li>
        ))}
      </ul>
      <ErrorAlert error={revoke.error} />
    </>
  );
}
