import "@/features/settings/account.css";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "@/features/settings/api";
import { EmailField, Form, PasswordField } from "@/features/settings/components/form";
import { accountQuery } from "@/features/settings/queries";
import { take } from "@/shared/api/api";
import { SuccessMessage } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { useDocumentTitle } from "@/shared/hooks";
import { readText } from "@/shared/routing/search";
import { useRawSearch } from "@/shared/routing/use-raw-search";

/** Sends a password reset link; opened with that link, it sets the new password. */
export function ResetPage() {
  useDocumentTitle("New password");
  const params = useRawSearch();
  const code = readText(params, "code");
  const { data } = useQuery(accountQuery());
  return (
    <div className="page account-page narrow">
      <h1>New password</h1>
      {code && <ResetForm code={code} />}
      {!code && data && !data.password_reset && (
        <p>
          This server does not send e-mail, so it cannot send you a link. Ask an owner to remove your account and to
          invite you again.
        </p>
      )}
      {!code && (!data || data.password_reset) && <RecoverForm />}
      <p className="aside">
        <Link to="/sign-in">Back to the sign-in page</Link>
      </p>
    </div>
  );
}

function RecoverForm() {
  const recover = useMutation({
    mutationFn: (email: string) => take(api.POST("/api/account/recover", { body: { email } })),
  });
  if (recover.isSuccess) {
    return (
      <SuccessMessage>
        If an account has the address {recover.variables}, a link was sent to it. It works for one hour.
      </SuccessMessage>
    );
  }
  return (
    <>
      <p>Enter the e-mail address of your account. You will get a link to a page where you choose a new password.</p>
      <Form
        submit="Send me a link"
        isBusy={recover.isPending}
        error={recover.error}
        focusFirst
        onSubmit={(read) => recover.mutate(read("email"))}
      >
        <EmailField />
      </Form>
    </>
  );
}

function ResetForm({ code }: { code: string }) {
  const reset = useMutation({
    mutationFn: (password: string) => take(api.POST("/api/account/reset", { body: { code, password } })),
  });
  if (reset.isSuccess) {
    return <SuccessMessage>Your password was changed. Sign in with the new one.</SuccessMessage>;
  }
  return (
    <>
      <Form
        submit="Change the password"
        isBusy={reset.isPending}
        error={reset.error}
        focusFirst
        onSubmit={(read) => reset.mutate(read("password"))}
      >
        <PasswordField label="New password" isNew />
      </Form>
      {reset.error && (
        <p className="aside">
          A link works once and for one hour. <Link to="/reset">Get a new link</Link>
        </p>
      )}
    </>
  );
}
