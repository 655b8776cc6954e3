import "@/features/settings/account.css";
import { useQuery } from "@tanstack/react-query";
import { accountQuery, getSignedInAccount } from "@/features/settings/queries";
import { SignInPanel } from "@/features/settings/sign-in/sign-in-panel";
import { readNext } from "@/features/settings/sign-in-url";
import type { AccountState } from "@/features/settings/types";
import { ErrorAlert } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { useDocumentTitle } from "@/shared/hooks";
import { readText } from "@/shared/routing/search";
import { useRawSearch } from "@/shared/routing/use-raw-search";

export function SignInPage() {
  useDocumentTitle("Sign in");
  const next = readNext(readText(useRawSearch(), "next"));
  const { data, error, refetch } = useQuery(accountQuery());
  return (
    <div className="page account-page narrow">
      <h1>Sign in</h1>
      <ErrorAlert error={error} onRetry={() => refetch()} />
      {data && <Hints state={data} next={next} />}
      {data && <SignInPanel state={data} next={next} focusFirst />}
    </div>
  );
}

function Hints({ state, next }: { state: AccountState; next: string }) {
  const account = getSignedInAccount(state);
  if (account) {
    return (
      <p className="notice info">
        You are signed in as {account.name}. <a href={next}>Continue</a>, or sign in with another account.
      </p>
    );
  }
  if (!state.sign_in_required && !state.setup_needed) {
    return (
      <p className="aside">
        This server does not require a sign-in. <Link to="/settings/account">Create accounts for other people</Link>
      </p>
    );
  }
  return null;
}
