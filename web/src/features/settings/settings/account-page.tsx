import "@/features/settings/account.css";
import { useQuery } from "@tanstack/react-query";
import { AccountsSection } from "@/features/settings/accounts/accounts-section";
import { accountQuery, getSignedInAccount, listOwnedApps } from "@/features/settings/queries";
import { formatRoles } from "@/features/settings/roles";
import { PasswordForm } from "@/features/settings/settings/password-form";
import { SessionList } from "@/features/settings/settings/session-list";
import { TokenSection } from "@/features/settings/settings/token-section";
import { SignInPanel } from "@/features/settings/sign-in/sign-in-panel";
import { readNext } from "@/features/settings/sign-in-url";
import type { Account } from "@/features/settings/types";
import { ErrorAlert } from "@/shared/components/feedback";
import { useDocumentTitle } from "@/shared/hooks";
import { readText } from "@/shared/routing/search";
import { useRawSearch } from "@/shared/routing/use-raw-search";

/** The own account and, for owners, all accounts. */
export function AccountPage() {
  useDocumentTitle("Account");
  const state = useQuery(accountQuery());
  const { data } = state;
  const next = readNext(readText(useRawSearch(), "next") || "/settings/account");
  return (
    <div className="page account-page">
      <h1>Account</h1>
      <ErrorAlert error={state.error} onRetry={() => state.refetch()} />
      {data?.account?.kind === "local" && (
        <p>This server does not require a sign-in, so this page acts as its local owner.</p>
      )}
      {data && !getSignedInAccount(data) && (
        <section aria-labelledby="sign-in">
          <h2 id="sign-in">{data.sign_up_allowed ? "Sign in or sign up" : "Sign in"}</h2>
          <SignInPanel state={data} next={next} />
        </section>
      )}
      {data?.account && <Sections account={data.account} />}
    </div>
  );
}

function Sections({ account }: { account: Account }) {
  const { kind, backend } = account;
  const hasSession = kind === "session" || kind === "password";
  return (
    <>
      {kind !== "local" && <Summary account={account} />}
      {hasSession && backend === "accounts" && <PasswordForm />}
      {hasSession && <SessionList />}
      {kind !== "server-token" && <TokenSection apps={Object.keys(account.roles)} />}
      {listOwnedApps(account).length > 0 && <AccountsSection account={account} />}
    </>
  );
}

const BACKEND_LABELS: Record<string, string> = {
  accounts: "an account of this server",
  builtin: "the user in the server's settings",
  cwa: "your Calibre-Web account",
  proxy: "the reverse proxy of this server",
};

function Summary({ account }: { account: Account }) {
  return (
    <section>
      <dl className="account-details">
        <dt>Name</dt>
        <dd>{account.name}</dd>
        <dt>Email</dt>
        <dd>{account.email ?? "none"}</dd>
        <dt>Roles</dt>
        <dd>{formatRoles(account.roles)}</dd>
        <dt>Signed in with</dt>
        <dd>
          {account.kind === "server-token" ? "the server token" : (BACKEND_LABELS[account.backend] ?? account.backend)}
        </dd>
      </dl>
      {Object.keys(account.roles).length === 0 && (
        <p className="notice info">Your account has no role in any app yet. Ask an owner of this server for one.</p>
      )}
    </section>
  );
}
