import "@/features/account/account.css";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { post } from "@/features/account/api";
import { EmailField, Form, NameField, PasswordField } from "@/features/account/components/form";
import { accountQuery, invitationQuery, signedInAccount } from "@/features/account/queries";
import { describeRoles } from "@/features/account/roles";
import type { NewAccountBody, OpenInvitation } from "@/features/account/types";
import { ApiError } from "@/shared/api/client";
import { browser } from "@/shared/browser";
import { EmptyState, ErrorAlert } from "@/shared/components/feedback";
import { formatDateTime } from "@/shared/format";
import { useDocumentTitle } from "@/shared/hooks";

/** Shows what an invitation gives, and makes the account of who accepts it. */
export function InvitationPage() {
  useDocumentTitle("Invitation");
  const [params] = useSearchParams();
  const code = params.get("code") ?? "";
  const invitation = useQuery(invitationQuery(code));
  const isUnusable = code === "" || (invitation.error instanceof ApiError && invitation.error.status === 404);
  return (
    <div className="page account-page narrow">
      <h1>Invitation</h1>
      {isUnusable ? (
        <EmptyState title="This invitation cannot be used">
          <p role="alert">{invitation.error?.message ?? "The link has no code."}</p>
          <p>
            Ask whoever invited you for a new link. If you have accepted it already, <Link to="/sign-in">sign in</Link>.
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
  const account = signedInAccount(useQuery(accountQuery()).data);
  const accept = useMutation({
    mutationFn: (body: NewAccountBody) => post("/api/account/invitations/{code}", { path: { code }, body }),
    onSuccess: () => browser.load("/"),
  });
  return (
    <>
      <p>
        You are invited to this Alcove server: <b>{describeRoles(invitation.roles)}</b>. The invitation can be accepted
        until {formatDateTime(invitation.expires_at)}.
      </p>
      {account && (
        <p className="notice info">
          You are signed in as {account.name}. Accepting makes a further account and signs it in.
        </p>
      )}
      {invitation.email && (
        <p>
          Your account's e-mail address will be <b>{invitation.email}</b>.
        </p>
      )}
      <Form
        submit={accept.isPending ? "Making your account" : "Accept and make my account"}
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
