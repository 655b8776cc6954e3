/** What the tests of this feature share. */
import { Outlet, type RouteObject } from "react-router";
import { vi } from "vitest";
import { AccountMenu } from "@/features/account/account-menu";
import { feature } from "@/features/account/feature";
import type { Account, AccountState } from "@/features/account/types";
import { browser } from "@/shared/browser";
import { renderRoutes } from "@/shared/testing/render";

export function makeAccount(change: Partial<Account> = {}): Account {
  return {
    id: "a1",
    name: "martha",
    email: "martha@example.org",
    roles: { records: "owner", books: "member" },
    kind: "session",
    backend: "accounts",
    ...change,
  };
}

/** Return the state of a server that wants a sign-in, with nobody signed in. */
export function makeState(change: Partial<AccountState> = {}): AccountState {
  return {
    signed_in: change.account !== undefined && change.account !== null,
    sign_in_required: true,
    setup_needed: false,
    sign_up_allowed: false,
    password_reset: false,
    backends: ["accounts"],
    account: null,
    ...change,
  };
}

const Layout = () => (
  <>
    <AccountMenu />
    <main>
      <Outlet />
    </main>
  </>
);

/** Open an address of the feature, or of the further routes, below the header's menu. */
export function openPage(address: string, further: RouteObject[] = []) {
  return renderRoutes(
    [{ Component: Layout, hydrateFallbackElement: <p>Loading</p>, children: [...feature.routes, ...further] }],
    address,
  );
}

/** Return the addresses that the page loads anew, instead of loading them. */
export function watchLoads(): string[] {
  const loads: string[] = [];
  vi.spyOn(browser, "load").mockImplementation((address) => void loads.push(address));
  return loads;
}
