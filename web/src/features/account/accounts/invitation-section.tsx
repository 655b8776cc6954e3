import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { post, remove } from "@/features/account/api";
import { ConfirmButton } from "@/features/account/components/confirm-button";
import { CopyField } from "@/features/account/components/copy-field";
import { EmailField, Form, SelectField } from "@/features/account/components/form";
import { invitationsQuery } from "@/features/account/queries";
import { describeRoles, ROLE_OPTIONS, readRoles } from "@/features/account/roles";
import type { Roles } from "@/features/account/types";
import { ErrorAlert } from "@/shared/components/feedback";
import { formatDateTime } from "@/shared/format";

/** Invites somebody with roles in these apps, and lists the invitations that nobody has accepted yet. */
export function InvitationSection({ apps }: { apps: readonly string[] }) {
  const cache = useQueryClient();
  const refresh = () => cache.invalidateQueries({ queryKey: invitationsQuery().queryKey });
  const invite = useMutation({
    mutationFn: ({ email, roles }: { email: string | null; roles: Roles; form: HTMLFormElement }) =>
      post("/api/accounts/invitations", { body: { email, roles } }),
    onSuccess: (_, { form }) => {
      form.reset();
      return refresh();
    },
  });
  return (
    <section>
      <h2>Invitations</h2>
      <InvitationList onRemoved={refresh} />
      {invite.data?.link && (
        <div className="notice success">
          <CopyField
            label={`The link for ${invite.data.email ?? "who is invited"}: copy it now, it is not shown again`}
            value={new URL(invite.data.link, window.location.origin).href}
          />
        </div>
      )}
      <details>
        <summary>Invite somebody</summary>
        <Form
          submit="Make the invitation"
          isBusy={invite.isPending}
          error={invite.error}
          onSubmit={(read, form) => invite.mutate({ email: read("email") || null, roles: readRoles(apps, read), form })}
        >
          <EmailField isOptional />
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

function InvitationList({ onRemoved }: { onRemoved: () => Promise<void> }) {
  const invitations = useQuery(invitationsQuery());
  const removal = useMutation({
    mutationFn: (id: string) => remove("/api/accounts/invitations/{id}", { path: { id } }),
    onSettled: onRemoved,
  });
  return (
    <>
      <ErrorAlert error={invitations.error} onRetry={() => invitations.refetch()} />
      <ul className="rows" aria-label="Open invitations">
        {invitations.data?.invitations.map(({ id, email, roles, created_at, expires_at }) => (
          <li key={id}>
            <div>
              <b>{email ?? "Whoever has the link"}</b> {describeRoles(roles)}
              <p className="facts">
                Made {formatDateTime(created_at)}, can be accepted until {formatDateTime(expires_at)}
              </p>
            </div>
            <ConfirmButton
              label="Take back"
              subject={`the invitation of ${email ?? "whoever has the link"}`}
              question="The link stops working."
              confirm="Take the invitation back"
              isBusy={removal.isPending}
              onConfirm={() => removal.mutate(id)}
            />
          </li>
        ))}
      </ul>
      <ErrorAlert error={removal.error} />
    </>
  );
}
