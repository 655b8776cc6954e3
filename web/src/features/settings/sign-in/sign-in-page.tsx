import "@/features/settings/account.css";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, promptForServerToken } from "@/features/settings/api";
import { Form, PasswordField, TextField } from "@/features/settings/components/form";
import { accountQuery, getSignedInAccount } from "@/features/settings/queries";
import { readNext } from "@/features/settings/sign-in-url";
import type { AccountState, SignInBody } from "@/features/settings/types";
import { take } from "@/shared/api/api";
import { browser } from "@/shared/browser";
import { ErrorAlert } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { useDocumentTitle } from "@/shared/hooks";
import { readText } from "@/shared/routing/search";
import { useRawSearch } from "@/shared/routing/use-raw-search";

export function SignInPage() {
  useDocumentTitle("Sign in");
  const next = readNext(readText(useRawSearch(), "next"));
  const { data } = useQuery(accountQuery());
  // Accounts of another backend can sign in before this server has accounts of its own.
  const canSignIn = !data?.setup_needed || data.backends.some((backend) => backend !== "accounts");
  return (
    <div className="page account-page narrow">
      <h1>Sign in</h1>
      {data && <Hints state={data} next={next} />}
      {canSignIn && <SignInForm next={next} />}
      {data && <OtherSignInOptions state={data} next={next} />}
    </div>
  );
}

function SignInForm({ next }: { next: string }) {
  const signIn = useMutation({
    mutationFn: (body: SignInBody) => take(api.POST("/api/account/sign-in", { body })),
    onSuccess: () => browser.load(next),
  });
  return (
    <Form
      submit={signIn.isPending ? "Signing in" : "Sign in"}
      isBusy={signIn.isPending || signIn.isSuccess}
      error={signIn.error}
      focusFirst
      onSubmit={(read) =>
        signIn.mutate({ name: read("name"), password: read("password"), remember: read("remember") === "on" })
      }
    >
      <TextField label="Name or e-mail" name="name" autoComplete="username" />
      <PasswordField />
      <label className="checkbox">
        <input type="checkbox" name="remember" /> Stay signed in
      </label>
    </Form>
  );
}

function Hints({ state, next }: { state: AccountState; next: string }) {
  const account = getSignedInAccount(state);
  if (state.setup_needed) {
    return (
      <p className="notice info">
        This server has no account yet. Open the link that it printed when it started, and create the first account
        there. Links of earlier starts no longer work.
      </p>
    );
  }
  if (account) {
    return (
      <p className="notice info">
        You are signed in as {account.name}. <a href={next}>Continue</a>, or sign in with another account.
      </p>
    );
  }
  if (!state.sign_in_required) {
    return (
      <p className="aside">
        This server does not require a sign-in. <Link to="/settings/account">Create accounts for other people</Link>
      </p>
    );
  }
  return null;
}

function OtherSignInOptions({ state, next }: { state: AccountState; next: string }) {
  const prompt = useMutation({ mutationFn: promptForServerToken, onSuccess: () => browser.load(next) });
  return (
    <ul className="other-options">
      {state.password_reset && !state.setup_needed && (
        <li>
          <Link to="/reset">I forgot my password</Link>
        </li>
      )}
      {state.sign_up_allowed && !state.setup_needed && (
        <li>
          <Link to="/sign-up">Create an account</Link>
        </li>
      )}
      {state.sign_in_required && (
        <li>
          <details>
            <summary>Use the server token</summary>
            <p>
              Your browser asks for a user name and a password. Enter any name, and the token (ALCOVE_TOKEN) as the
              password.
            </p>
            <button type="button" className="quiet" disabled={prompt.isPending} onClick={() => prompt.mutate()}>
              Continue
            </button>
            <ErrorAlert error={prompt.error} />
          </details>
        </li>
      )}
    </ul>
  );
}
