import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import { api } from "@/features/settings/api";
import { accountQuery, getSignedInAccount } from "@/features/settings/queries";
import { buildSignInUrl, toTarget } from "@/features/settings/sign-in-url";
import { take } from "@/shared/api/api";
import { onSignInNeeded } from "@/shared/api/client";
import { browser } from "@/shared/browser";
import { Link } from "@/shared/components/link";

const SIGN_IN_PAGES: readonly string[] = ["/sign-in", "/settings/account"];

/** The signed-in account in the header. It is on every page, so it also redirects to the sign-in page. */
export function AccountMenu() {
  const location = useLocation();
  const { data } = useQuery(accountQuery());
  useSignInRedirect();
  const account = getSignedInAccount(data);
  if (!data) return null;
  if (!account) {
    return (
      <div className="account-menu">
        {!SIGN_IN_PAGES.includes(location.pathname) && <SignInLink location={location} />}
      </div>
    );
  }
  return (
    <div className="account-menu">
      <Link to="/settings/account" aria-label={`Your account, ${account.name}`} title={account.email ?? account.name}>
        {account.name}
      </Link>
      {account.kind === "session" && <SignOutButton />}
    </div>
  );
}

function SignInLink({ location }: { location: { pathname: string; href: string } }) {
  return <Link {...toTarget(buildSignInUrl(location))}>Sign in</Link>;
}

function SignOutButton() {
  const signOut = useMutation({
    mutationFn: () => take(api.POST("/api/account/sign-out")),
    onSuccess: () => browser.load("/"),
  });
  return (
    <>
      <button type="button" className="quiet" disabled={signOut.isPending} onClick={() => signOut.mutate()}>
        Sign out
      </button>
      {signOut.error && <span role="alert">You are still signed in: {signOut.error.message}</span>}
    </>
  );
}

/** Redirect to the sign-in page when any response requires a sign-in; afterwards the user returns to this page. */
function useSignInRedirect() {
  const location = useLocation();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const redirect = useEffectEvent(() => {
    if (location.pathname === "/sign-in") return;
    void cache.resetQueries({ queryKey: accountQuery().queryKey });
    void navigate({ href: buildSignInUrl(location), replace: true });
  });
  useEffect(() => onSignInNeeded(() => redirect()), []);
}
