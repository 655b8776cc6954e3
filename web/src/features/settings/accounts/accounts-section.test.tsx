import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeAccount, makeState, openPage } from "@/features/settings/testing";
import type { Invitation, ListedAccount, Roles } from "@/features/settings/types";
import { type Call, fakeServer, reply } from "@/shared/testing/fake-server";

const makePerson = (id: string, name: string, change: Partial<ListedAccount> = {}): ListedAccount => ({
  id,
  name,
  email: `${name}@example.org`,
  roles: {},
  has_password: true,
  created_at: "2026-11-01T10:00:00Z",
  last_sign_in_at: null,
  ...change,
});

/** Serve an owner of records who is a member of books. */
function serveOwner(handlers: Parameters<typeof fakeServer>[0] = {}): Call[] {
  const account = makeAccount({ id: "p1", name: "martha", roles: { records: "owner", books: "member" } });
  return fakeServer({
    "GET /api/account/": () => makeState({ account }),
    "GET /api/account/sessions/": () => ({ sessions: [] }),
    "GET /api/account/tokens/": () => ({ tokens: [] }),
    "GET /api/accounts/": () => ({ accounts: [makePerson("p1", "martha"), makePerson("p2", "ben")] }),
    "GET /api/accounts/invitations/": () => ({ invitations: [] }),
    ...handlers,
  });
}

const rowOf = async (name: string) => {
  const list = await screen.findByRole("list", { name: "Accounts" });
  const rows = await within(list).findAllByRole("listitem");
  const row = rows.find(({ textContent }) => textContent?.startsWith(name));
  if (!row) throw new Error(`there is no account ${name}`);
  return within(row);
};

describe("the list of accounts", () => {
  it("lets an owner assign roles only in the apps that they own", async () => {
    let roles: Roles = { books: "member" };
    const calls = serveOwner({
      "GET /api/accounts/": () => ({ accounts: [makePerson("p2", "ben", { roles, has_password: false })] }),
      "PATCH /api/accounts/p2/": ({ body }) => {
        roles = { ...roles, ...(body as { roles: Roles }).roles };
        return makePerson("p2", "ben", { roles });
      },
    });
    openPage("/settings/account");
    const row = await rowOf("ben");
    expect(row.getByText(/Never signed in, no password here, member of books/)).toBeTruthy();
    expect(row.getAllByRole("combobox")).toHaveLength(1);
    const role = row.getByLabelText<HTMLSelectElement>("records, role of ben");
    expect(role.value).toBe("none");
    await userEvent.selectOptions(role, "owner");
    await waitFor(() => expect(role.value).toBe("owner"));
    expect(calls.find(({ method }) => method === "PATCH")?.body).toEqual({ roles: { records: "owner" } });
  });

  it("removes a role with null, and keeps it if the server refuses", async () => {
    const calls = serveOwner({
      "GET /api/accounts/": () => ({ accounts: [makePerson("p1", "martha", { roles: { records: "owner" } })] }),
      "PATCH /api/accounts/p1/": () => reply(409, { error: "Nobody else owns records.", code: "last_owner" }),
    });
    openPage("/settings/account");
    const row = await rowOf("martha");
    const role = row.getByLabelText<HTMLSelectElement>("records, role of martha");
    await userEvent.selectOptions(role, "no access");
    expect((await row.findByRole("alert")).textContent).toBe("Nobody else owns records.");
    expect(role.value).toBe("owner");
    expect(calls.find(({ method }) => method === "PATCH")?.body).toEqual({ roles: { records: null } });
  });

  it("removes an account only after a confirmation, and never the own account", async () => {
    let people = [makePerson("p1", "martha"), makePerson("p2", "ben")];
    serveOwner({
      "GET /api/accounts/": () => ({ accounts: people }),
      "DELETE /api/accounts/p2/": () => {
        people = people.slice(0, 1);
        return { ok: true };
      },
    });
    openPage("/settings/account");
    expect((await rowOf("martha")).queryByRole("button")).toBeNull();
    const row = await rowOf("ben");
    await userEvent.click(row.getByRole("button", { name: "Remove ben" }));
    expect(row.getByText(/removed with its sessions and tokens/)).toBeTruthy();
    await userEvent.click(row.getByRole("button", { name: "Remove the account" }));
    await waitFor(() => expect(screen.queryByText("ben")).toBeNull());
  });
});

describe("invitations", () => {
  const makeInvitation = (change: Partial<Invitation> = {}): Invitation => ({
    id: "i1",
    email: null,
    roles: { records: "member" },
    created_at: "2026-11-01T10:00:00Z",
    expires_at: "2026-11-08T10:00:00Z",
    ...change,
  });

  it("are created with roles in the owned apps, and the link is shown once", async () => {
    const invitations: Invitation[] = [];
    const calls = serveOwner({
      "GET /api/accounts/invitations/": () => ({ invitations }),
      "POST /api/accounts/invitations/": () => {
        invitations.push(makeInvitation());
        return makeInvitation({ link: "/invitation?code=c1" });
      },
    });
    openPage("/settings/account");
    await userEvent.click(await screen.findByText("Create an invitation"));
    expect(screen.queryByLabelText("Role in books")).toBeNull();
    await userEvent.selectOptions(screen.getByLabelText("Role in records"), "owner");
    await userEvent.click(screen.getByRole("button", { name: "Create the invitation" }));
    const link = await screen.findByLabelText<HTMLInputElement>(/^Invitation link\. Copy it now/);
    expect(link.value).toBe(`${window.location.origin}/invitation?code=c1`);
    expect(calls.find(({ method }) => method === "POST")?.body).toEqual({ email: null, roles: { records: "owner" } });
    const list = await screen.findByRole("list", { name: "Open invitations" });
    expect(within(list).getByText("Anyone with the link")).toBeTruthy();
  });

  it("can be revoked", async () => {
    let invitations = [makeInvitation({ email: "eve@example.org" })];
    serveOwner({
      "GET /api/accounts/invitations/": () => ({ invitations }),
      "DELETE /api/accounts/invitations/i1/": () => {
        invitations = [];
        return { ok: true };
      },
    });
    openPage("/settings/account");
    await userEvent.click(await screen.findByRole("button", { name: "Revoke the invitation of eve@example.org" }));
    await userEvent.click(screen.getByRole("button", { name: "Revoke the invitation" }));
    await waitFor(() => expect(screen.queryByText("eve@example.org")).toBeNull());
  });
});
