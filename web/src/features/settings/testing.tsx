/** Fixtures of this feature's tests. */
import { Outlet } from "@tanstack/react-router";
import { vi } from "vitest";
import { AccountMenu } from "@/features/settings/account-menu";
import { feature } from "@/features/settings/feature";
import type { Account, AccountState } from "@/features/settings/types";
import { browser } from "@/shared/browser";
import type { Page } from "@/shared/routing/page";
import { renderPages } from "@/shared/testing/render";

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

/** Return the state of a server that requires a sign-in, with nobody signed in. */
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

/** Open an address of the feature, or of the additional pages, below the account menu. */
export function openPage(address: string, additionalPages: Page[] = []) {
  return renderPages([...feature.pages, ...additionalPages], address, { Layout, redirects: feature.redirects ?? {} });
}

/** Replace full page loads, and return the list of the addresses. */
export function mockPageLoads(): string[] {
  const loads: string[] = [];
  vi.spyOn(browser, "load").mockImplementation((address) => void loads.push(address));
  return loads;
}
