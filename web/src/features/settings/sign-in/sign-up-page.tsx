import "@/features/settings/account.css";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "@/features/settings/api";
import { EmailField, Form, NameField, PasswordField } from "@/features/settings/components/form";
import { accountQuery } from "@/features/settings/queries";
import type { NewAccountBody } from "@/features/settings/types";
import { take } from "@/shared/api/api";
import { browser } from "@/shared/browser";
import { Link } from "@/shared/components/link";
import { useDocumentTitle } from "@/shared/hooks";

/** Creates an account without roles, if the server allows sign-up. */
export function SignUpPage() {
  useDocumentTitle("Create an account");
  const { data } = useQuery(accountQuery());
  return (
    <div className="page account-page narrow">
      <h1>Create an account</h1>
      {data && !data.sign_up_allowed ? (
        <p>This server creates accounts by invitation only. Ask an owner for an invitation.</p>
      ) : (
        <SignUpForm />
      )}
      <p className="aside">
        Do you have an account? <Link to="/sign-in">Sign in</Link>
      </p>
    </div>
  );
}

function SignUpForm() {
  const signUp = useMutation({
    mutationFn: (body: NewAccountBody) => take(api.POST("/api/account/sign-up", { body })),
    // A new account has no role yet; the account page says so.
    onSuccess: () => browser.load("/settings/account"),
  });
  return (
    <Form
      submit={signUp.isPending ? "Creating the account" : "Create the account"}
      isBusy={signUp.isPending || signUp.isSuccess}
      error={signUp.error}
      focusFirst
      onSubmit={(read) =>
        signUp.mutate({ email: read("email"), name: read("name") || null, password: read("password") })
      }
    >
      <EmailField />
      <NameField isOptional />
      <PasswordField isNew />
    </Form>
  );
}
