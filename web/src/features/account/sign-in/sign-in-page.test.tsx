import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeAccount, makeState, openPage, watchLoads } from "@/features/account/testing";
import { fakeServer, reply } from "@/shared/testing/fake-server";

async function fillIn(name: string, password: string) {
  await userEvent.type(await screen.findByLabelText("Name or e-mail"), name);
  await userEvent.type(screen.getByLabelText("Password"), password);
}
const send = () => userEvent.click(screen.getByRole("button", { name: "Sign in" }));

describe("the sign-in page", () => {
  it("sends name and password, and loads the page that somebody came from", async () => {
    const loads = watchLoads();
    const calls = fakeServer({
      "GET /api/account/": () => makeState(),
      "POST /api/account/sign-in/": () => ({ account: makeAccount() }),
    });
    openPage("/sign-in?next=%2Fjudge");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Name or e-mail")));
    await fillIn(" martha ", " a long secret ");
    await userEvent.click(screen.getByLabelText("Stay signed in"));
    await send();
    await waitFor(() => expect(loads).toEqual([`${window.location.origin}/judge`]));
    const body = { name: "martha", password: " a long secret ", remember: true };
    expect(calls.find(({ method }) => method === "POST")?.body).toEqual(body);
  });

  it("says how many tries are left, and has the wrong password ready to be replaced", async () => {
    const loads = watchLoads();
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
    expect(screen.getByLabelText<HTMLInputElement>("Name or e-mail").value).toBe("martha");
    expect(loads).toEqual([]);
  });

  it("says when to try again after too many tries", async () => {
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

  it("has the links that the server allows, and no other", async () => {
    fakeServer({ "GET /api/account/": () => makeState() });
    openPage("/sign-in");
    expect(await screen.findByText("I have the server's token")).toBeTruthy();
    expect(screen.queryByRole("link", { name: "I forgot my password" })).toBeNull();
    expect(screen.queryByRole("link", { name: "Make an account" })).toBeNull();
    fakeServer({ "GET /api/account/": () => makeState({ password_reset: true, sign_up_allowed: true }) });
    openPage("/sign-in");
    const reset = await screen.findByRole("link", { name: "I forgot my password" });
    expect(reset.getAttribute("href")).toBe("/reset");
    expect(screen.getByRole("link", { name: "Make an account" }).getAttribute("href")).toBe("/sign-up");
  });

  it("says that the first account is made with the link of the server's start, instead of a form", async () => {
    fakeServer({ "GET /api/account/": () => makeState({ setup_needed: true, sign_up_allowed: true }) });
    openPage("/sign-in");
    expect(await screen.findByText(/Open the link that it printed when it started/)).toBeTruthy();
    expect(screen.queryByLabelText("Password")).toBeNull();
    expect(screen.queryByRole("link", { name: "Make an account" })).toBeNull();
  });

  it("lets the browser ask for the server's token: only that request does not say that it has a form", async () => {
    const loads = watchLoads();
    let isKnown = false;
    const calls = fakeServer({
      "GET /api/account/": () => makeState(),
      "GET /api/apps/": () => (isKnown ? { apps: [] } : reply(401, { error: "Sign in.", code: "sign_in_needed" })),
    });
    openPage("/sign-in");
    await userEvent.click(await screen.findByText("I have the server's token"));
    await userEvent.click(screen.getByRole("button", { name: "Use the token" }));
    expect((await screen.findByRole("alert")).textContent).toBe("Sign in.");
    expect(calls.filter(({ headers }) => !headers.has("X-Alcove-Page")).map(({ url }) => url.pathname)).toEqual([
      "/api/apps/",
    ]);
    isKnown = true;
    await userEvent.click(screen.getByRole("button", { name: "Use the token" }));
    await waitFor(() => expect(loads).toEqual([`${window.location.origin}/`]));
  });

  it("says so where nobody has to sign in, or somebody already has", async () => {
    fakeServer({ "GET /api/account/": () => makeState({ sign_in_required: false }) });
    openPage("/sign-in");
    expect(await screen.findByText(/Nobody has to sign in here/)).toBeTruthy();
    fakeServer({ "GET /api/account/": () => makeState({ account: makeAccount() }) });
    openPage("/sign-in?next=/judge");
    const onward = await screen.findByRole("link", { name: "Continue" });
    expect(onward.getAttribute("href")).toBe(`${window.location.origin}/judge`);
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
