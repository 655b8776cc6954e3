import { type FormEvent, useState } from "react";
import styles from "@/features/records/discogs/discogs.module.css";
import { useBeginSignIn, useSaveToken } from "@/features/records/discogs/queries";
import { Button } from "@/shared/components/button";
import { ErrorAlert } from "@/shared/components/feedback";
import { TextField } from "@/shared/components/fields";

/** Stores a personal access token, which is never shown again. */
export function TokenForm({ isConnected }: { isConnected: boolean }) {
  const [token, setToken] = useState("");
  const save = useSaveToken();
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate(token.trim(), { onSuccess: () => setToken("") });
  }
  return (
    <section aria-labelledby="token" className={styles.section}>
      <h2 id="token">{isConnected ? "Replace the token" : "Paste a token"}</h2>
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label="Personal access token"
          type="password"
          autoComplete="off"
          value={token}
          onChange={setToken}
          maxLength={200}
          description="Discogs shows it at Settings, Developers. It is stored encrypted and never shown again."
        />
        <Button
          type="submit"
          variant={isConnected ? "secondary" : "primary"}
          isPending={save.isPending}
          isDisabled={token.trim() === ""}
        >
          Save token
        </Button>
      </form>
      <ErrorAlert error={save.error} />
    </section>
  );
}

/** Signs in at Discogs, which returns to this page. */
export function SignInForm() {
  const begin = useBeginSignIn();
  return (
    <section aria-labelledby="sign-in" className={styles.section}>
      <h2 id="sign-in">Or sign in</h2>
      <Button isPending={begin.isPending} onPress={() => begin.mutate()}>
        Sign in with Discogs
      </Button>
      <ErrorAlert error={begin.error} />
    </section>
  );
}
