import { useEffect } from "react";
import { discogsAddress } from "@/features/records/discogs/address";
import styles from "@/features/records/discogs/discogs.module.css";
import {
  type DiscogsConnection,
  useConnection,
  useDisconnect,
  useFinishSignIn,
  useTestConnection,
} from "@/features/records/discogs/queries";
import { SignInForm, TokenForm } from "@/features/records/discogs/token-form";
import { Button } from "@/shared/components/button";
import { ErrorAlert, Skeleton, SuccessMessage } from "@/shared/components/feedback";
import { PageHeader } from "@/shared/components/page-header";
import { formatDateTime } from "@/shared/format";

/** The connection to Discogs: paste a token or sign in, test it, disconnect. */
export function DiscogsPage() {
  const connection = useConnection();
  const finish = useFinishSignIn();
  const isDenied = useReturnedSignIn(finish.mutate);
  const state = connection.data;
  return (
    <div className="page">
      <PageHeader
        title="Discogs"
        documentTitle="Discogs connection"
        description="Discogs shows inventories, wantlists and covers only to its members."
      />
      <ErrorAlert error={connection.error as Error | null} onRetry={() => connection.refetch()} />
      <ErrorAlert error={finish.error} />
      {isDenied && (
        <p className="notice error" role="alert">
          You refused the sign-in at Discogs. Nothing has changed.
        </p>
      )}
      {connection.isPending && <Skeleton rows={2} />}
      {state && <State state={state} />}
      {state && !state.locked && (
        <>
          <TokenForm isConnected={state.source !== null} />
          {state.can_sign_in && <SignInForm />}
        </>
      )}
      {state?.locked && (
        <p className={styles.note}>
          {state.locked} is set in the environment of the server, so the connection cannot be changed here.
        </p>
      )}
    </div>
  );
}

/** Finish a sign-in with the code that Discogs returned with, once; return whether the owner refused. */
function useReturnedSignIn(finish: (verifier: string) => void): boolean {
  const { oauth_verifier, denied } = discogsAddress.useSearch();
  const changeSearch = discogsAddress.useChangeSearch();
  useEffect(() => {
    if (!oauth_verifier) return;
    finish(oauth_verifier);
    changeSearch({ oauth_verifier: undefined } as never, { replace: true });
  }, [oauth_verifier, finish, changeSearch]);
  return denied !== undefined;
}

function State({ state }: { state: DiscogsConnection }) {
  const test = useTestConnection();
  const disconnect = useDisconnect();
  return (
    <section className={styles.state} aria-label="State of the connection">
      <p role="status">{describe(state)}</p>
      {state.checked_at && <p className={styles.note}>Tested {formatDateTime(state.checked_at)}.</p>}
      {state.state === "ok" && test.isSuccess && <SuccessMessage>The connection works.</SuccessMessage>}
      {state.reason && (
        <p className="notice error" role="alert">
          {state.reason} {state.state === "refused" ? "Paste a new token." : "Try again in a few minutes."}
        </p>
      )}
      <ErrorAlert error={test.error ?? disconnect.error} />
      {state.source && (
        <div className={styles.buttons}>
          <Button variant="primary" isPending={test.isPending} onPress={() => test.mutate()}>
            Test connection
          </Button>
          {!state.locked && (
            <Button variant="danger" isPending={disconnect.isPending} onPress={() => disconnect.mutate()}>
              Disconnect
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

function describe({ state, username, source }: DiscogsConnection): string {
  if (state === "ok") return username ? `Connected to Discogs as ${username}.` : "Connected to Discogs.";
  if (state === "untested") return `There are credentials (${source}); they have not been tested yet.`;
  if (state === "refused") return "Discogs does not accept the credentials.";
  if (state === "unreachable") return "Discogs could not be reached.";
  return "Discogs is not connected.";
}
