import "@/features/settings/account.css";
import { useQuery } from "@tanstack/react-query";
import { AccountsSection } from "@/features/settings/accounts/accounts-section";
import { RedirectToSignIn } from "@/features/settings/auth-guard";
import { accountQuery, listOwnedApps } from "@/features/settings/queries";
import { formatRoles } from "@/features/settings/roles";
import { PasswordForm } from "@/features/settings/settings/password-form";
import { SessionList } from "@/features/settings/settings/session-list";
import { TokenSection } from "@/features/settings/settings/token-section";
import type { Account } from "@/features/settings/types";
import { ErrorAlert } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { useDocumentTitle } from "@/shared/hooks";

/** The own account and, for owners, all accounts. */
export function AccountPage() {
  useDocumentTitle("Account");
  const state = useQuery(accountQuery());
  const { data } = state;
  if (data && !data.account && data.sign_in_required) return <RedirectToSignIn />;
  return (
    <div className="page account-page">
      <h1>Account</h1>
      <ErrorAlert error={state.error} onRetry={() => state.refetch()} />
      {data && !data.account && (
        <p>
          You are not signed in.{" "}
          <Link to="/sign-in" search={{ next: "/settings/account" }}>
            Sign in
          </Link>
        </p>
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
      <Summary account={account} />
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
  if (account.kind === "local") {
    return <p>This server does not require a sign-in, so this page acts as its local owner.</p>;
  }
  return (
    <section>
      <dl className="account-details">
        <dt>Name</dt>
        <dd>{account.name}</dd>
        <dt>E-mail</dt>
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
