import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { makeAccount, makeState, mockPageLoads, openPage } from "@/features/settings/testing";
import type { Account, ApiToken, Session } from "@/features/settings/types";
import { browser } from "@/shared/browser";
import { type Call, fakeServer, reply } from "@/shared/testing/fake-server";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const makeSession = (id: string, change: Partial<Session> = {}): Session => ({
  id,
  created_at: "2026-11-01T10:00:00Z",
  seen_at: "2026-11-02T10:00:00Z",
  address: "192.0.2.7",
  user_agent: FIREFOX,
  current: false,
  ...change,
});
const makeToken = (id: string, change: Partial<ApiToken> = {}): ApiToken => ({
  id,
  name: `token ${id}`,
  scopes: ["records:read"],
  created_at: "2026-11-01T10:00:00Z",
  used_at: null,
  expires_at: null,
  ...change,
});

/** Serve a member, who must not see other accounts. */
function serveMember(handlers: Parameters<typeof fakeServer>[0] = {}, change: Partial<Account> = {}): Call[] {
  const account = makeAccount({ roles: { records: "member", books: "member" }, ...change });
  return fakeServer({
    "GET /api/account/": () => makeState({ account }),
    "GET /api/account/sessions/": () => ({ sessions: [] }),
    "GET /api/account/tokens/": () => ({ tokens: [] }),
    ...handlers,
  });
}

const section = async (name: string) => {
  const heading = await screen.findByRole("heading", { name });
  return within(heading.closest("section") as HTMLElement);
};

describe("the account page", () => {
  it("shows the own account, and no other accounts to a member", async () => {
    const calls = serveMember();
    openPage("/settings/account");
    expect(await screen.findByText("member of records, member of books")).toBeTruthy();
    expect(screen.getByText("an account of this server")).toBeTruthy();
    await section("API tokens");
    expect(screen.queryByRole("heading", { name: "Accounts" })).toBeNull();
    expect(calls.some(({ url }) => url.pathname.startsWith("/api/accounts"))).toBe(false);
  });

  it("explains that an account has no role, and hides the token form", async () => {
    serveMember({}, { roles: {} });
    openPage("/settings/account");
    expect(await screen.findByText(/Your account has no role in any app yet/)).toBeTruthy();
    expect(screen.queryByText("Create a token")).toBeNull();
  });

  it("signs a visitor in or up with the same fields, and returns to itself", async () => {
    const loads = mockPageLoads();
    const calls = fakeServer({
      "GET /api/account/": () => makeState({ sign_up_allowed: true }),
      "POST /api/account/sign-in/": () => reply(401, { error: "Invalid username or password." }),
      "POST /api/account/sign-up/": () => ({ account: makeAccount() }),
    });
    openPage("/settings/account");
    await userEvent.type(await screen.findByLabelText("Email"), "ann@example.org");
    await userEvent.type(screen.getByLabelText("Password"), "a long secret");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect((await screen.findByRole("alert")).textContent).toBe("Invalid username or password.");
    await userEvent.click(screen.getByRole("button", { name: "Sign up" }));
    await waitFor(() => expect(loads).toEqual([`${window.location.origin}/settings/account`]));
    const body = { email: "ann@example.org", name: null, password: "a long secret" };
    expect(calls.at(-1)?.body).toEqual(body);
    expect(new Set(calls.map(({ url }) => url.pathname.split("/")[2]))).toEqual(new Set(["account"]));
  });

  it("hides password and sessions from accounts of a proxy and from the local owner", async () => {
    for (const kind of ["proxy", "local"] as const) {
      serveMember({}, { kind });
      openPage("/settings/account");
      await section("API tokens");
      expect(screen.queryByRole("heading", { name: "Password" })).toBeNull();
      expect(screen.queryByRole("heading", { name: "Sessions" })).toBeNull();
      cleanup();
    }
    serveMember({}, { kind: "server-token", id: null });
    openPage("/settings/account");
    expect(await screen.findByText("the server token")).toBeTruthy();
    expect(screen.queryByRole("heading", { name: "API tokens" })).toBeNull();
  });
});

describe("a change of password", () => {
  const change = async (current: string, next: string) => {
    const form = await section("Password");
    await userEvent.type(form.getByLabelText("Current password"), current);
    await userEvent.type(form.getByLabelText("New password"), next);
    await userEvent.click(form.getByRole("button", { name: "Change the password" }));
    return form;
  };

  it("sends both passwords unchanged, clears the form, and confirms that other sessions have ended", async () => {
    const calls = serveMember({ "POST /api/account/password/": () => ({ ok: true }) });
    openPage("/settings/account");
    const form = await change(" old secret", "new secret ");
    expect((await form.findByRole("status")).textContent).toContain("Your other sessions have ended");
    const body = { current: " old secret", new: "new secret " };
    expect(calls.find(({ method }) => method === "POST")?.body).toEqual(body);
    expect(form.getByLabelText<HTMLInputElement>("Current password").value).toBe("");
  });

  it("shows that the current password is wrong, without leaving the page", async () => {
    const error = { error: "The current password is wrong. Tries left: 9", code: "invalid_credentials" };
    serveMember({ "POST /api/account/password/": () => reply(401, error) });
    const router = openPage("/settings/account");
    const form = await change("wrong", "new secret");
    expect((await form.findByRole("alert")).textContent).toBe(error.error);
    expect(router.state.location.pathname).toBe("/settings/account");
    expect(document.activeElement).toBe(form.getByLabelText("Current password"));
  });
});

describe("the sessions", () => {
  it("are listed, and other sessions can be ended one by one or together", async () => {
    let sessions = [
      makeSession("s1", { current: true }),
      makeSession("s2", { user_agent: "curl/8.5.0" }),
      makeSession("s3"),
    ];
    const calls = serveMember({
      "GET /api/account/sessions/": () => ({ sessions }),
      "DELETE /api/account/sessions/s2/": () => {
        sessions = sessions.filter(({ id }) => id !== "s2");
        return { ok: true };
      },
      "DELETE /api/account/sessions/": () => {
        sessions = sessions.filter(({ current }) => current);
        return { ended: 1 };
      },
    });
    openPage("/settings/account");
    const rows = async () => within(await screen.findByRole("list", { name: "Sessions" })).findAllByRole("listitem");
    const [ownSession, scriptSession] = await rows();
    if (!ownSession || !scriptSession) throw new Error("there are three sessions");
    expect(ownSession.textContent).toContain("Firefox on Linux from 192.0.2.7This session");
    expect(within(ownSession).queryByRole("button")).toBeNull();
    await userEvent.click(within(scriptSession).getByRole("button", { name: /^End the session of curl/ }));
    await waitFor(async () => expect(await rows()).toHaveLength(2));
    await userEvent.click(screen.getByRole("button", { name: "End all other sessions" }));
    await waitFor(async () => expect(await rows()).toHaveLength(1));
    expect(screen.queryByRole("button", { name: "End all other sessions" })).toBeNull();
    expect(calls.filter(({ method }) => method === "DELETE")).toHaveLength(2);
  });
});

describe("API tokens", () => {
  it("are created with scopes and an expiry, and shown once with a copy button", async () => {
    const copy = vi.spyOn(browser, "copy").mockResolvedValue(true);
    const tokens: ApiToken[] = [];
    const calls = serveMember({
      "GET /api/account/tokens/": () => ({ tokens }),
      "POST /api/account/tokens/": () => {
        tokens.push(makeToken("t1", { name: "backup" }));
        return makeToken("t1", { name: "backup", token: "alc_secret" });
      },
    });
    openPage("/settings/account");
    const form = await section("API tokens");
    await userEvent.click(form.getByText("Create a token"));
    await userEvent.type(form.getByLabelText("Purpose"), "backup");
    await userEvent.click(form.getByRole("button", { name: "Create the token" }));
    expect((await form.findByRole("alert")).textContent).toContain("Choose at least one app");
    await userEvent.selectOptions(form.getByLabelText("Access to records"), "read");
    await userEvent.selectOptions(form.getByLabelText("Access to books"), "read and change");
    await userEvent.selectOptions(form.getByLabelText("Expires after"), "never");
    await userEvent.click(form.getByRole("button", { name: "Create the token" }));
    const field = await form.findByLabelText<HTMLInputElement>(/^Token backup\. Copy it now/);
    expect(field.value).toBe("alc_secret");
    expect(document.activeElement).toBe(field);
    const posts = calls.filter(({ method }) => method === "POST");
    expect(posts.map(({ body }) => body)).toEqual([{ name: "backup", scopes: ["records:read", "books"], days: null }]);
    await userEvent.click(form.getByRole("button", { name: "Copy" }));
    expect(await form.findByText("Copied.")).toBeTruthy();
    expect(copy).toHaveBeenCalledWith(field);
    expect(form.getByLabelText<HTMLInputElement>("Purpose").value).toBe("");
    expect(await form.findByText(/never used, does not expire/)).toBeTruthy();
  });

  it("are revoked only after a confirmation, and the focus returns on cancel", async () => {
    let tokens = [makeToken("t1", { used_at: "2026-11-03T10:00:00Z", scopes: null })];
    const calls = serveMember({
      "GET /api/account/tokens/": () => ({ tokens }),
      "DELETE /api/account/tokens/t1/": () => {
        tokens = [];
        return { ok: true };
      },
    });
    openPage("/settings/account");
    expect(await screen.findByText(/full access of the account/)).toBeTruthy();
    const revoke = screen.getByRole("button", { name: "Revoke token t1" });
    await userEvent.click(revoke);
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(document.activeElement).toBe(revoke);
    expect(calls.some(({ method }) => method === "DELETE")).toBe(false);
    await userEvent.click(revoke);
    await userEvent.click(screen.getByRole("button", { name: "Revoke the token" }));
    await waitFor(() => expect(screen.queryByText("token t1")).toBeNull());
  });
});
