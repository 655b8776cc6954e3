import { screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { requireSignIn } from "@/features/settings/auth-guard";
import { feature } from "@/features/settings/feature";
import { makeAccount, makeState, openPage } from "@/features/settings/testing";
import { createQueryClient } from "@/shared/api/query-client";
import { fakeServer, reply } from "@/shared/testing/fake-server";
import { makePage } from "@/shared/testing/pages";

const guard = () => requireSignIn(createQueryClient());

describe("the auth guard", () => {
  it("redirects every page to the sign-in page when a sign-in is required", async () => {
    const calls = fakeServer({ "GET /api/account/": () => makeState() });
    const Redirect = await feature.guard?.(createQueryClient());
    if (!Redirect) throw new Error("the guard returned no redirect");
    expect(calls.map(({ url }) => url.pathname)).toEqual(["/api/account"]);
    const router = openPage("/search?q=blue", [makePage("$", Redirect)]);
    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeTruthy();
    expect(router.state.location.searchStr).toBe(`?next=${encodeURIComponent("/search?q=blue")}`);
    expect(new Set(calls.map(({ url }) => url.pathname))).toEqual(new Set(["/api/account"]));
  });

  it("does nothing when an account is signed in or no sign-in is required", async () => {
    const local = makeAccount({ kind: "local", name: "local owner" });
    const states = [
      makeState({ account: makeAccount() }),
      makeState({ account: makeAccount({ id: null, kind: "server-token" }) }),
      makeState({ sign_in_required: false, account: local, signed_in: false }),
      makeState({ sign_in_required: false }),
    ];
    for (const state of states) {
      fakeServer({ "GET /api/account/": () => state });
      expect(await guard()).toBeNull();
    }
  });

  it("does nothing when the server is older, cannot be reached, or does not answer in time", async () => {
    fakeServer({ "GET /api/account/": () => reply(404, { error: "Not found", code: "not_found" }) });
    expect(await guard()).toBeNull();
    fakeServer({ "GET /api/account/": () => Promise.reject(new TypeError("Failed to fetch")) });
    expect(await guard()).toBeNull();
    vi.spyOn(AbortSignal, "timeout").mockImplementation(() => AbortSignal.abort());
    fakeServer({ "GET /api/account/": () => makeState() });
    expect(await guard()).toBeNull();
  });

  it("caches the response, so that the page does not repeat the request", async () => {
    const calls = fakeServer({ "GET /api/account/": () => makeState() });
    const cache = createQueryClient();
    await requireSignIn(cache);
    expect(cache.getQueryData(["account", "state"])).toEqual(makeState());
    expect(calls).toHaveLength(1);
  });
});
