import { screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { buildPages, type ChosenPages, choosePages } from "@/app/pages";
import { createQueryClient } from "@/shared/api/query-client";
import type { Feature } from "@/shared/feature";
import { fakeServer } from "@/shared/testing/fake-server";
import { makePage } from "@/shared/testing/pages";
import { renderPages, visit } from "@/shared/testing/render";

const makeFeature = (name: string, change: Partial<Feature> = {}): Feature => ({
  name,
  pages: [makePage(`/${name}`, () => <h1>Page of {name}</h1>)],
  navigation: { to: `/${name}`, label: `The ${name}`, icon: "M0 0", sections: [] },
  ...change,
});

const open = ({ pages, options }: ChosenPages, address: string) => renderPages(pages, address, options);

const navigationLabels = () =>
  [...screen.getByRole("navigation", { name: "Pages" }).children].map(({ textContent }) => textContent);

describe("the pages", () => {
  it("start on the start page, which has the cards of the features", async () => {
    fakeServer({
      "GET /api/today/": () => ({ apps: [], failed: [] }),
      "GET /api/account/": () => ({ account: null }),
      "GET /api/account/preferences/": () => ({ apps: null, appearance: null, first_run_done: false }),
    });
    const Card = () => <h2>Card of alpha</h2>;
    open(buildPages([makeFeature("alpha", { loadTodayCard: async () => Card }), makeFeature("beta")]), "/");
    expect(await screen.findByRole("heading", { name: "Today", level: 1 })).toBeTruthy();
    expect(await screen.findByRole("heading", { name: "Card of alpha" })).toBeTruthy();
  });

  it("have the pages, navigation entries and redirects of the features", async () => {
    const beta = makeFeature("beta", { redirects: { "/former": "/beta" } });
    const router = open(buildPages([makeFeature("alpha"), beta]), "/former");
    expect(await screen.findByRole("heading", { name: "Page of beta" })).toBeTruthy();
    expect(router.state.location.pathname).toBe("/beta");
    expect(navigationLabels().slice(0, 3)).toEqual(["Today", "The alpha", "The beta"]);
    await visit(router, "/gamma");
    expect(await screen.findByRole("heading", { name: "Page not found" })).toBeTruthy();
  });

  it("have the same address with and without a slash at the end", async () => {
    open(buildPages([makeFeature("alpha")]), "/alpha/");
    expect(await screen.findByRole("heading", { name: "Page of alpha" })).toBeTruthy();
  });

  it("show the pages of the app that is open below the header", async () => {
    const sections = [
      { to: "/alpha", label: "Overview" },
      { to: "/alpha/list", label: "List" },
    ];
    const navigation = { to: "/alpha", label: "The alpha", icon: "M0 0", sections };
    const router = open(buildPages([makeFeature("alpha", { navigation }), makeFeature("beta")]), "/alpha");
    const links = (await screen.findByRole("navigation", { name: "The alpha" })).querySelectorAll("a");
    expect([...links].map((link) => [link.textContent, link.ariaCurrent])).toEqual([
      ["Overview", "page"],
      ["List", null],
    ]);
    await visit(router, "/beta");
    await screen.findByRole("heading", { name: "Page of beta" });
    expect(screen.queryByRole("navigation", { name: "The alpha" })).toBeNull();
  });

  it("keep the frame when a page throws, and show the error", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const Broken = () => {
      throw new Error("The page failed to render.");
    };
    open(buildPages([makeFeature("alpha", { pages: [makePage("/alpha", Broken)] })]), "/alpha");
    expect((await screen.findByRole("alert")).textContent).toBe("The page failed to render.");
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("This page crashed");
    expect(navigationLabels()).toContain("The alpha");
  });

  it("move the focus to the heading after a navigation", async () => {
    fakeServer({ "GET /health/ready": () => ({ status: "healthy", parts: [] }) });
    const router = open(buildPages([]), "/");
    await screen.findByRole("heading", { name: "Today" });
    await visit(router, "/settings/status");
    expect(document.activeElement).toBe(await screen.findByRole("heading", { level: 1 }));
  });
});

describe("the guard of a feature that is always on", () => {
  const makeGuardedFeature = (Shown: React.ComponentType | null) =>
    makeFeature("permanent", { isAlwaysOn: true, navigation: undefined, guard: async () => Shown });
  const Closed = () => <h1>Closed</h1>;

  it("replaces every page except the feature's own, and sends no request", async () => {
    const calls = fakeServer({});
    const chosen = await choosePages([makeFeature("alpha"), makeGuardedFeature(Closed)], createQueryClient());
    expect(chosen.features.map(({ name }) => name)).toEqual(["permanent"]);
    const router = open(chosen, "/alpha");
    expect(await screen.findByRole("heading", { name: "Closed" })).toBeTruthy();
    await visit(router, "/");
    expect(await screen.findByRole("heading", { name: "Closed" })).toBeTruthy();
    await visit(router, "/permanent");
    expect(await screen.findByRole("heading", { name: "Page of permanent" })).toBeTruthy();
    expect(screen.queryByRole("navigation")).toBeNull();
    expect(calls).toEqual([]);
  });

  it("shows the pages of the active apps when it returns nothing", async () => {
    fakeServer({ "GET /api/apps": () => ({ apps: ["alpha"] }) });
    const features = [makeFeature("alpha"), makeFeature("beta"), makeGuardedFeature(null)];
    const chosen = await choosePages(features, createQueryClient());
    expect(chosen.features.map(({ name }) => name)).toEqual(["permanent", "alpha"]);
    const router = open(chosen, "/permanent");
    expect(await screen.findByRole("heading", { name: "Page of permanent" })).toBeTruthy();
    await visit(router, "/beta");
    expect(await screen.findByRole("heading", { name: "Page not found" })).toBeTruthy();
  });
});

describe("the header", () => {
  it("ends with the header items of features, on every page", async () => {
    const alpha = makeFeature("alpha", { HeaderItem: () => <a href="/help">Help</a> });
    const router = open(buildPages([alpha, makeFeature("beta")]), "/alpha");
    expect(await screen.findByRole("link", { name: "Help" })).toBeTruthy();
    await visit(router, "/beta");
    expect(screen.getByRole("link", { name: "Help" })).toBeTruthy();
  });
});
