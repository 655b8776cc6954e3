import "@/features/account/account.css";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { post } from "@/features/account/api";
import { EmailField, Form, NameField, PasswordField } from "@/features/account/components/form";
import { accountQuery } from "@/features/account/queries";
import type { NewAccountBody } from "@/features/account/types";
import { browser } from "@/shared/browser";
import { useDocumentTitle } from "@/shared/hooks";

/** Makes an account without roles, where the server lets everybody do that. */
export function SignUpPage() {
  useDocumentTitle("Make an account");
  const { data } = useQuery(accountQuery());
  return (
    <div className="page account-page narrow">
      <h1>Make an account</h1>
      {data && !data.sign_up_allowed ? (
        <p>Accounts are made by invitation here: ask an owner of this server for one.</p>
      ) : (
        <SignUpForm />
      )}
      <p className="aside">
        You have an account? <Link to="/sign-in">Sign in</Link>
      </p>
    </div>
  );
}

function SignUpForm() {
  const signUp = useMutation({
    mutationFn: (body: NewAccountBody) => post("/api/account/sign-up", { body }),
    // A new account has no role yet; its own page says so.
    onSuccess: () => browser.load("/account"),
  });
  return (
    <Form
      submit={signUp.isPending ? "Making the account" : "Make the account"}
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
