import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeAccount, makeState, mockPageLoads, openPage } from "@/features/settings/testing";
import { fakeServer, reply } from "@/shared/testing/fake-server";

async function fillIn(name: string, password: string) {
  await userEvent.type(await screen.findByLabelText("Email"), name);
  await userEvent.type(screen.getByLabelText("Password"), password);
}
const send = () => userEvent.click(screen.getByRole("button", { name: "Sign in" }));

describe("the sign-in page", () => {
  it("sends name and password, and loads the page to return to", async () => {
    const loads = mockPageLoads();
    const calls = fakeServer({
      "GET /api/account/": () => makeState(),
      "POST /api/account/sign-in/": () => ({ account: makeAccount() }),
    });
    openPage("/sign-in?next=%2Fjudge");
    const email = await screen.findByLabelText("Email");
    await waitFor(() => expect(document.activeElement).toBe(email));
    await fillIn(" martha ", " a long secret ");
    await userEvent.click(screen.getByLabelText("Stay signed in"));
    await send();
    await waitFor(() => expect(loads).toEqual([`${window.location.origin}/judge`]));
    const body = { name: "martha", password: " a long secret ", remember: true };
    expect(calls.find(({ method }) => method === "POST")?.body).toEqual(body);
  });

  it("shows how many attempts are left, and selects the wrong password", async () => {
    const loads = mockPageLoads();
    fakeServer({
      "GET /api/account/": () => makeState(),
      "POST /api/account/sign-in/": () =>
        reply(401, { error: "Invalid username or password. Tries left: 4", code: "invalid_credentials" }),
    });
    openPage("/sign-in");
    await fillIn("martha", "wrong");
    await send();
    expect((await screen.findByRole("alert")).textContent).toBe("Invalid username or password. Tries left: 4");
    const password = screen.getByLabelText<HTMLInputElement>("Password");
    expect(document.activeElement).toBe(password);
    expect([password.selectionStart, password.selectionEnd]).toEqual([0, 5]);
    expect(screen.getByLabelText<HTMLInputElement>("Email").value).toBe("martha");
    expect(loads).toEqual([]);
  });

  it("shows when to try again after too many attempts", async () => {
    fakeServer({
      "GET /api/account/": () => makeState(),
      "POST /api/account/sign-in/": () =>
        reply(429, { error: "Too many failed sign-ins.", code: "too_many_attempts" }, { "Retry-After": "900" }),
    });
    openPage("/sign-in");
    await fillIn("martha", "wrong");
    await send();
    expect((await screen.findByRole("alert")).textContent).toMatch(/You can try again at \d\d:\d\d:\d\d\./);
  });

  it("has only the links that the server allows", async () => {
    fakeServer({ "GET /api/account/": () => makeState() });
    openPage("/sign-in");
    expect(await screen.findByText("Use the server token")).toBeTruthy();
    expect(screen.queryByRole("link", { name: "I forgot my password" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Sign up" })).toBeNull();
    fakeServer({ "GET /api/account/": () => makeState({ password_reset: true, sign_up_allowed: true }) });
    openPage("/sign-in");
    const reset = await screen.findByRole("link", { name: "I forgot my password" });
    expect(reset.getAttribute("href")).toBe("/reset");
    expect(screen.getByRole("button", { name: "Sign up" })).toBeTruthy();
  });

  it("explains how to create the first account, instead of showing a form", async () => {
    fakeServer({ "GET /api/account/": () => makeState({ setup_needed: true, sign_up_allowed: true }) });
    openPage("/sign-in");
    expect(await screen.findByText(/Open the link that it printed when it started/)).toBeTruthy();
    expect(screen.queryByLabelText("Password")).toBeNull();
    expect(screen.queryByRole("button", { name: "Sign up" })).toBeNull();
  });

  it("makes the browser ask for the server token: only that request has no page header", async () => {
    const loads = mockPageLoads();
    let isKnown = false;
    const calls = fakeServer({
      "GET /api/account/": () => makeState(),
      "GET /api/apps/": () => (isKnown ? { apps: [] } : reply(401, { error: "Sign in.", code: "sign_in_needed" })),
    });
    openPage("/sign-in");
    await userEvent.click(await screen.findByText("Use the server token"));
    await userEvent.click(screen.getByRole("button", { name: "Continue" }));
    expect((await screen.findByRole("alert")).textContent).toBe("Sign in.");
    expect(calls.filter(({ headers }) => !headers.has("X-Alcove-Page")).map(({ url }) => url.pathname)).toEqual([
      "/api/apps/",
    ]);
    isKnown = true;
    await userEvent.click(screen.getByRole("button", { name: "Continue" }));
    await waitFor(() => expect(loads).toEqual([`${window.location.origin}/`]));
  });

  it("shows that no sign-in is required, or that an account is already signed in", async () => {
    fakeServer({ "GET /api/account/": () => makeState({ sign_in_required: false }) });
    openPage("/sign-in");
    expect(await screen.findByText(/does not require a sign-in/)).toBeTruthy();
    fakeServer({ "GET /api/account/": () => makeState({ account: makeAccount() }) });
    openPage("/sign-in?next=/judge");
    const continueLink = await screen.findByRole("link", { name: "Continue" });
    expect(continueLink.getAttribute("href")).toBe(`${window.location.origin}/judge`);
  });

  it("shows the password on request", async () => {
    fakeServer({ "GET /api/account/": () => makeState() });
    openPage("/sign-in");
    const password = await screen.findByLabelText<HTMLInputElement>("Password");
    const show = screen.getByRole("button", { name: "Show password" });
    expect([password.type, show.getAttribute("aria-pressed")]).toEqual(["password", "false"]);
    await userEvent.click(show);
    expect([password.type, show.getAttribute("aria-pressed")]).toEqual(["text", "true"]);
  });
});
