import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { DiscogsConnection } from "@/features/records/discogs/queries";
import { openPage } from "@/features/records/testing";
import { fakeServer } from "@/shared/testing/fake-server";

const PATH = "/api/records/discogs";
const state = (change: Partial<DiscogsConnection> = {}): DiscogsConnection => ({
  state: "not_connected",
  source: null,
  locked: null,
  username: null,
  reason: null,
  checked_at: null,
  can_sign_in: false,
  ...change,
});
const CONNECTED = state({ state: "ok", source: "settings page", username: "collector" });

describe("the page of the connection to Discogs", () => {
  it("stores a pasted token, tests it, and shows whose it is", async () => {
    const calls = fakeServer({
      [`GET ${PATH}/`]: () => state(),
      [`PUT ${PATH}/`]: () => state({ state: "untested", source: "settings page" }),
      [`POST ${PATH}/test/`]: () => CONNECTED,
    });
    openPage("/settings/discogs");
    await userEvent.type(await screen.findByLabelText("Personal access token"), " a-token ");
    await userEvent.click(screen.getByRole("button", { name: "Save token" }));
    expect(await screen.findByText("Connected to Discogs as collector.")).toBeTruthy();
    expect(calls.find(({ method }) => method === "PUT")?.body).toEqual({ token: "a-token" });
    expect(screen.getByLabelText<HTMLInputElement>("Personal access token").value).toBe("");
  });

  it("shows why the test failed, once", async () => {
    const locked = state({ state: "untested", source: "DISCOGS_USER_TOKEN", locked: "DISCOGS_USER_TOKEN" });
    fakeServer({
      [`GET ${PATH}/`]: () => locked,
      [`POST ${PATH}/test/`]: () => ({ ...locked, state: "refused", reason: "Not accepted." }),
    });
    openPage("/settings/discogs");
    await userEvent.click(await screen.findByRole("button", { name: "Test connection" }));
    expect((await screen.findByRole("alert")).textContent).toContain("Not accepted.");
    expect(screen.queryByRole("button", { name: "Disconnect" })).toBeNull();
  });

  it("finishes a sign-in with the code that Discogs returned with", async () => {
    const calls = fakeServer({
      [`GET ${PATH}/`]: () => state({ can_sign_in: true }),
      [`POST ${PATH}/sign-in/finish/`]: () => CONNECTED,
    });
    const router = openPage("/settings/discogs?oauth_token=t&oauth_verifier=code");
    expect(await screen.findByText("Connected to Discogs as collector.")).toBeTruthy();
    await waitFor(() => expect(router.state.location.searchStr).not.toContain("oauth_verifier"));
    expect(calls.filter(({ method }) => method === "POST").map(({ body }) => body)).toEqual([{ verifier: "code" }]);
  });
});
