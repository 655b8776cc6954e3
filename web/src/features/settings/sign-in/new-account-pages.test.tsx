import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeAccount, makeState, mockPageLoads, openPage } from "@/features/settings/testing";
import { fakeServer, reply } from "@/shared/testing/fake-server";

const SETUP = "POST /api/account/setup/";
const fill = async (label: string, text: string) => userEvent.type(await screen.findByLabelText(label), text);
const clickButton = (name: string) => userEvent.click(screen.getByRole("button", { name }));

async function fillInSetup() {
  await fill("Email", "martha@example.org");
  await fill("Password", "a long secret");
  await clickButton("Create the account");
}

describe("the welcome page", () => {
  it("creates the first account with the code of its URL, and opens the start page", async () => {
    const loads = mockPageLoads();
    const calls = fakeServer({
      "GET /api/account/": () => makeState({ setup_needed: true }),
      [SETUP]: () => ({ account: makeAccount() }),
    });
    openPage("/welcome?code=once-1");
    await fill("Name (optional)", "martha");
    await fillInSetup();
    await waitFor(() => expect(loads).toEqual(["/"]));
    const body = { code: "once-1", email: "martha@example.org", name: "martha", password: "a long secret" };
    expect(calls.find(({ method }) => method === "POST")?.body).toEqual(body);
  });

  it("explains a wrong code, and keeps the typed values", async () => {
    fakeServer({
      "GET /api/account/": () => makeState({ setup_needed: true }),
      [SETUP]: () => reply(403, { error: "This is not the code of the last start.", code: "setup_code_wrong" }),
    });
    openPage("/welcome?code=old");
    await fillInSetup();
    expect((await screen.findByRole("alert")).textContent).toBe("This is not the code of the last start.");
    expect(screen.getByText(/Use the latest link/)).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>("Email").value).toBe("martha@example.org");
  });

  it("links to the sign-in page when the first account already exists", async () => {
    fakeServer({
      "GET /api/account/": () => makeState({ setup_needed: true }),
      [SETUP]: () => reply(409, { error: "This server has its first account.", code: "already_set_up" }),
    });
    openPage("/welcome?code=used");
    await fillInSetup();
    expect((await screen.findByRole("alert")).textContent).toBe("This server has its first account.");
    expect(within(screen.getByRole("main")).getByRole("link", { name: "Sign in" })).toBeTruthy();
    cleanup();
    fakeServer({ "GET /api/account/": () => makeState() });
    openPage("/welcome?code=used");
    expect(await screen.findByText(/already has its first account/)).toBeTruthy();
    expect(screen.queryByLabelText("Password")).toBeNull();
  });

  it("asks for the code when the URL has none", async () => {
    const calls = fakeServer({
      "GET /api/account/": () => makeState({ setup_needed: true }),
      [SETUP]: () => reply(403, { error: "No.", code: "setup_code_wrong" }),
    });
    openPage("/welcome");
    await fill("One-time code", "typed");
    await fillInSetup();
    await screen.findByRole("alert");
    expect(calls.at(-1)?.body).toMatchObject({ code: "typed", name: null });
  });

  it("shows the minimum length of a password, and lets the browser check it", async () => {
    fakeServer({ "GET /api/account/": () => makeState({ setup_needed: true }) });
    openPage("/welcome?code=once-1");
    const password = await screen.findByLabelText<HTMLInputElement>("Password");
    expect([password.minLength, password.required, password.autocomplete]).toEqual([8, true, "new-password"]);
    const hint = document.getElementById(password.getAttribute("aria-describedby") ?? "");
    expect(hint?.textContent).toBe("At least 8 characters.");
  });
});

describe("an invitation", () => {
  const PREVIEW = "GET /api/account/invitations/c1/";
  const ACCEPT = "POST /api/account/invitations/c1/";
  const invitation = { roles: { records: "member", books: "owner" }, expires_at: "2026-12-01T10:00:00Z" };

  it("shows its roles, and creates the account with its e-mail address", async () => {
    const loads = mockPageLoads();
    const calls = fakeServer({
      "GET /api/account/": () => makeState(),
      [PREVIEW]: () => ({ ...invitation, email: "ben@example.org" }),
      [ACCEPT]: () => ({ account: makeAccount() }),
    });
    openPage("/invitation?code=c1");
    expect(await screen.findByText("member of records, owner of books")).toBeTruthy();
    expect(screen.getByText("ben@example.org")).toBeTruthy();
    expect(screen.queryByLabelText(/E-mail/)).toBeNull();
    await fill("Password", "a long secret");
    await clickButton("Accept and create my account");
    await waitFor(() => expect(loads).toEqual(["/"]));
    expect(calls.find(({ method }) => method === "POST")?.body).toEqual({
      email: null,
      name: null,
      password: "a long secret",
    });
  });

  it("requires a name when it has no e-mail address, and accepts an address too", async () => {
    const calls = fakeServer({
      "GET /api/account/": () => makeState(),
      [PREVIEW]: () => ({ ...invitation, email: null }),
      [ACCEPT]: () => reply(409, { error: "Another account has this name.", code: "account_exists" }),
    });
    openPage("/invitation?code=c1");
    await fill("Password", "a long secret");
    await clickButton("Accept and create my account");
    expect(calls.filter(({ method }) => method === "POST")).toEqual([]);
    await fill("Name", "ben");
    await fill("Email (optional)", "ben@example.org");
    await clickButton("Accept and create my account");
    expect((await screen.findByRole("alert")).textContent).toBe("Another account has this name.");
    expect(calls.at(-1)?.body).toEqual({ name: "ben", email: "ben@example.org", password: "a long secret" });
  });

  it("explains that it cannot be used after one request, because each attempt counts as a guess", async () => {
    const calls = fakeServer({
      "GET /api/account/": () => makeState(),
      [PREVIEW]: () => reply(404, { error: "This invitation was accepted already.", code: "code_expired" }),
    });
    openPage("/invitation?code=c1");
    expect((await screen.findByRole("alert")).textContent).toBe("This invitation was accepted already.");
    window.dispatchEvent(new Event("visibilitychange"));
    expect(screen.getByText(/Ask for a new invitation/)).toBeTruthy();
    expect(calls.filter(({ url }) => url.pathname.includes("invitations"))).toHaveLength(1);
    openPage("/invitation");
    expect(await screen.findByText("The link has no code.")).toBeTruthy();
  });
});

describe("a forgotten password", () => {
  it("can be reset with a link, and the page does not reveal whether an account has the address", async () => {
    fakeServer({
      "GET /api/account/": () => makeState({ password_reset: true }),
      "POST /api/account/recover/": () => reply(202, { ok: true }),
    });
    openPage("/reset");
    await fill("Email", "martha@example.org");
    await clickButton("Send me a link");
    expect((await screen.findByRole("status")).textContent).toContain("If an account has the address martha@");
  });

  it("is replaced with the code of the link; a used link offers a new one", async () => {
    let isUsed = false;
    const calls = fakeServer({
      "GET /api/account/": () => makeState({ password_reset: true }),
      "POST /api/account/reset/": () =>
        isUsed ? reply(404, { error: "This link was used already.", code: "code_expired" }) : { ok: true },
    });
    openPage("/reset?code=r1");
    await fill("New password", "a long secret");
    await clickButton("Change the password");
    expect((await screen.findByRole("status")).textContent).toContain("Your password was changed");
    expect(calls.at(-1)?.body).toEqual({ code: "r1", password: "a long secret" });
    isUsed = true;
    const router = openPage("/reset?code=r1");
    await fill("New password", "a long secret");
    await clickButton("Change the password");
    expect((await screen.findByRole("alert")).textContent).toBe("This link was used already.");
    await userEvent.click(screen.getByRole("link", { name: "Get a new link" }));
    expect(router.state.location.searchStr).toBe("");
  });

  it("cannot be reset if the server does not send e-mail, and the page says what to do", async () => {
    fakeServer({ "GET /api/account/": () => makeState() });
    openPage("/reset");
    expect(await screen.findByText(/This server does not send e-mail/)).toBeTruthy();
    expect(screen.queryByLabelText("Email")).toBeNull();
  });
});
