import { useMutation } from "@tanstack/react-query";
import { api, promptForServerToken } from "@/features/settings/api";
import { Form, PasswordField, TextField } from "@/features/settings/components/form";
import type { AccountState, NewAccountBody, SignInBody } from "@/features/settings/types";
import { take } from "@/shared/api/api";
import { browser } from "@/shared/browser";
import { ErrorAlert } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";

type SignInPanelProps = { state: AccountState; next: string; focusFirst?: boolean };

/** Signing in and signing up, as far as the server allows them, and what else leads in; afterwards `next` is loaded. */
export function SignInPanel({ state, next, focusFirst = false }: SignInPanelProps) {
  // Accounts of another backend can sign in before this server has accounts of its own.
  const canSignIn = !state.setup_needed || state.backends.some((backend) => backend !== "accounts");
  return (
    <>
      {state.setup_needed && (
        <p className="notice info">
          This server has no account yet. Open the link that it printed when it started, and create the first account
          there. Links of earlier starts no longer work.
        </p>
      )}
      {canSignIn && (
        <SignInForm next={next} canSignUp={state.sign_up_allowed && !state.setup_needed} focusFirst={focusFirst} />
      )}
      <OtherSignInOptions state={state} next={next} />
    </>
  );
}

type SignInFormProps = { next: string; canSignUp: boolean; focusFirst: boolean };

function SignInForm({ next, canSignUp, focusFirst }: SignInFormProps) {
  const onSuccess = () => browser.load(next);
  const signIn = useMutation({
    mutationFn: (body: SignInBody) => take(api.POST("/api/account/sign-in", { body })),
    onSuccess,
  });
  const signUp = useMutation({
    mutationFn: (body: NewAccountBody) => take(api.POST("/api/account/sign-up", { body })),
    onSuccess,
  });
  const isBusy = [signIn, signUp].some(({ isPending, isSuccess }) => isPending || isSuccess);
  return (
    <Form
      submit="Sign in"
      isBusy={isBusy}
      error={signIn.error ?? signUp.error}
      focusFirst={focusFirst}
      onSubmit={(read) => {
        signUp.reset();
        signIn.mutate({ name: read("name"), password: read("password"), remember: read("remember") === "on" });
      }}
      {...(canSignUp && {
        other: {
          label: "Sign up",
          onSubmit: (read) => {
            signIn.reset();
            signUp.mutate({ email: read("name"), name: null, password: read("password") });
          },
        },
      })}
    >
      <TextField
        label="Email"
        name="name"
        autoComplete="username"
        hint={canSignUp ? "Your name works, too, if you have an account." : "Your name works, too."}
      />
      <PasswordField />
      <label className="checkbox">
        <input type="checkbox" name="remember" /> Stay signed in
      </label>
    </Form>
  );
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
