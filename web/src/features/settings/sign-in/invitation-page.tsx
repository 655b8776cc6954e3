import "@/features/settings/account.css";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "@/features/settings/api";
import { EmailField, Form, NameField, PasswordField } from "@/features/settings/components/form";
import { accountQuery, getSignedInAccount, invitationQuery } from "@/features/settings/queries";
import { formatRoles } from "@/features/settings/roles";
import type { NewAccountBody, OpenInvitation } from "@/features/settings/types";
import { take } from "@/shared/api/api";
import { ApiError } from "@/shared/api/client";
import { browser } from "@/shared/browser";
import { EmptyState, ErrorAlert } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { formatDateTime } from "@/shared/format";
import { useDocumentTitle } from "@/shared/hooks";
import { readText } from "@/shared/routing/search";
import { useRawSearch } from "@/shared/routing/use-raw-search";

/** Shows the roles of an invitation, and creates the account when it is accepted. */
export function InvitationPage() {
  useDocumentTitle("Invitation");
  const params = useRawSearch();
  const code = readText(params, "code");
  const invitation = useQuery(invitationQuery(code));
  const isUnusable = code === "" || (invitation.error instanceof ApiError && invitation.error.status === 404);
  return (
    <div className="page account-page narrow">
      <h1>Invitation</h1>
      {isUnusable ? (
        <EmptyState title="This invitation cannot be used">
          <p role="alert">{invitation.error?.message ?? "The link has no code."}</p>
          <p>
            Ask for a new invitation. If you have already accepted this one, <Link to="/sign-in">sign in</Link>.
          </p>
        </EmptyState>
      ) : (
        <ErrorAlert error={invitation.error} onRetry={() => invitation.refetch()} />
      )}
      {invitation.data && <AcceptForm code={code} invitation={invitation.data} />}
    </div>
  );
}

function AcceptForm({ code, invitation }: { code: string; invitation: OpenInvitation }) {
  const account = getSignedInAccount(useQuery(accountQuery()).data);
  const accept = useMutation({
    mutationFn: (body: NewAccountBody) =>
      take(api.POST("/api/account/invitations/{code}", { params: { path: { code } }, body })),
    onSuccess: () => browser.load("/"),
  });
  return (
    <>
      <p>
        You are invited to this Alcove server: <b>{formatRoles(invitation.roles)}</b>. The invitation is valid until{" "}
        {formatDateTime(invitation.expires_at)}.
      </p>
      {account && (
        <p className="notice info">
          You are signed in as {account.name}. Accepting the invitation creates a second account and signs it in.
        </p>
      )}
      {invitation.email && (
        <p>
          Your account will have the e-mail address <b>{invitation.email}</b>.
        </p>
      )}
      <Form
        submit={accept.isPending ? "Creating your account" : "Accept and create my account"}
        isBusy={accept.isPending || accept.isSuccess}
        error={accept.error}
        focusFirst
        onSubmit={(read) =>
          accept.mutate({ email: read("email") || null, name: read("name") || null, password: read("password") })
        }
      >
        <NameField isOptional={invitation.email !== null} />
        {!invitation.email && <EmailField isOptional />}
        <PasswordField isNew />
      </Form>
    </>
  );
}
