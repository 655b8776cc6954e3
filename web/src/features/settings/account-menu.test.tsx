import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeAccount, makeState, mockPageLoads, openPage } from "@/features/settings/testing";
import type { AccountState } from "@/features/settings/types";
import { createApi } from "@/shared/api/api";
import { ErrorAlert } from "@/shared/components/feedback";
import { fakeServer, reply } from "@/shared/testing/fake-server";
import { makePage } from "@/shared/testing/pages";

type Paths = { "/things": { get: { responses: { 200: { content: { "application/json": string[] } } } } } };
const { $api } = createApi<Paths>();

function Things() {
  const things = $api.useQuery("get", "/things");
  return <ErrorAlert error={things.error} />;
}
const THINGS = [makePage("/things", Things)];
const HOME = [makePage("/", () => <h1>Home</h1>)];

const serve = (state: AccountState) => fakeServer({ "GET /api/account/": () => state });

describe("the account menu", () => {
  it("shows the signed-in account, and reloads the page after the sign-out", async () => {
    const loads = mockPageLoads();
    const calls = fakeServer({
      "GET /api/account/": () => makeState({ account: makeAccount() }),
      "POST /api/account/sign-out/": () => ({ ok: true }),
    });
    openPage("/", HOME);
    expect((await screen.findByRole("link", { name: "Your account, martha" })).getAttribute("href")).toBe(
      "/settings/account",
    );
    await userEvent.click(screen.getByRole("button", { name: "Sign out" }));
    await waitFor(() => expect(loads).toEqual(["/"]));
    expect(calls.at(-1)?.method).toBe("POST");
  });

  it("shows that the sign-out failed", async () => {
    const loads = mockPageLoads();
    fakeServer({
      "GET /api/account/": () => makeState({ account: makeAccount() }),
      "POST /api/account/sign-out/": () => Promise.reject(new TypeError("Failed to fetch")),
    });
    openPage("/", HOME);
    await userEvent.click(await screen.findByRole("button", { name: "Sign out" }));
    expect((await screen.findByRole("alert")).textContent).toContain("You are still signed in");
    expect(loads).toEqual([]);
  });

  it("has no sign-out button for accounts of a proxy or a token", async () => {
    for (const kind of ["proxy", "server-token", "password"] as const) {
      serve(makeState({ account: makeAccount({ kind, name: `by ${kind}` }) }));
      openPage("/", HOME);
      expect(await screen.findByRole("link", { name: `Your account, by ${kind}` })).toBeTruthy();
    }
    expect(screen.queryByRole("button", { name: "Sign out" })).toBeNull();
  });

  it("links to the sign-in page when a sign-in is optional, except on that page", async () => {
    const account = makeAccount({ kind: "local", name: "local owner" });
    serve(makeState({ sign_in_required: false, account, signed_in: false }));
    const router = openPage("/", HOME);
    const link = await screen.findByRole("link", { name: "Sign in" });
    expect(screen.queryByText("local owner")).toBeNull();
    await userEvent.click(link);
    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeTruthy();
    expect(router.state.location.pathname).toBe("/sign-in");
    expect(screen.queryByRole("link", { name: "Sign in" })).toBeNull();
  });

  it("shows nothing when the server has no accounts or cannot be reached", async () => {
    const calls = fakeServer({ "GET /api/account/": () => reply(404, { error: "Not found", code: "not_found" }) });
    openPage("/", HOME);
    await waitFor(() => expect(calls).toHaveLength(1));
    expect(screen.queryByRole("link")).toBeNull();
  });
});

describe("a session that has ended", () => {
  it("redirects to the sign-in page and, after the sign-in, back to the same location", async () => {
    const loads = mockPageLoads();
    let account: AccountState["account"] = makeAccount();
    fakeServer({
      "GET /api/account/": () => makeState({ account }),
      "GET /things/": () => {
        account = null;
        return reply(401, { error: "Sign in to do this.", code: "sign_in_needed" });
      },
      "POST /api/account/sign-in/": () => ({ account: makeAccount() }),
    });
    const router = openPage("/things?kind=blue#top", THINGS);
    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeTruthy();
    expect(router.state.location.pathname).toBe("/sign-in");
    await waitFor(() => expect(screen.queryByText("martha")).toBeNull());
    await userEvent.type(screen.getByLabelText("Email"), "martha");
    await userEvent.type(screen.getByLabelText("Password"), "a long secret");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(loads).toEqual([`${window.location.origin}/things?kind=blue#top`]));
  });

  it("is not confused with a missing role, which shows an error without a redirect", async () => {
    fakeServer({
      "GET /api/account/": () => makeState({ account: makeAccount() }),
      "GET /things/": () => reply(403, { error: "Your account has no role in records.", code: "role_needed" }),
    });
    const router = openPage("/things", THINGS);
    expect((await screen.findByRole("alert")).textContent).toBe("Your account has no role in records.");
    expect(router.state.location.pathname).toBe("/things");
  });
});
