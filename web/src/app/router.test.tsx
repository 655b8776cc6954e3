import { screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { buildRoutes, choosePages } from "@/app/router";
import { createQueryClient } from "@/shared/api/query-client";
import type { Feature } from "@/shared/feature";
import { fakeServer } from "@/shared/testing/fake-server";
import { renderRoutes } from "@/shared/testing/render";

const HEALTH = { "GET /health/ready": () => ({ status: "healthy", parts: [] }) };

const makeFeature = (name: string, change: Partial<Feature> = {}): Feature => ({
  name,
  routes: [{ path: `/${name}`, element: <h1>Page of {name}</h1> }],
  navigation: [{ to: `/${name}`, label: `The ${name}`, icon: "M0 0" }],
  ...change,
});

const navigationLabels = () =>
  [...screen.getByRole("navigation", { name: "Pages" }).children].map(({ textContent }) => textContent);

describe("the routes of the page", () => {
  it("show the shell and the status page when there is no feature", async () => {
    fakeServer(HEALTH);
    const router = renderRoutes(buildRoutes([]), "/");
    expect(await screen.findByRole("heading", { name: "All systems work" })).toBeTruthy();
    expect(router.state.location.pathname).toBe("/status");
    expect(navigationLabels()).toEqual(["Status"]);
  });

  it("have the pages and navigation entries of the features", async () => {
    const router = renderRoutes(buildRoutes([makeFeature("alpha"), makeFeature("beta")]), "/beta");
    expect(await screen.findByRole("heading", { name: "Page of beta" })).toBeTruthy();
    expect(navigationLabels()).toEqual(["The alpha", "The beta", "Status"]);
    await router.navigate("/gamma");
    expect(await screen.findByRole("heading", { name: "Page not found" })).toBeTruthy();
  });

  it("start on the feature that owns the root, or else on the first navigation entry", async () => {
    const owner = makeFeature("owner", { routes: [{ path: "/", element: <h1>Home of the owner</h1> }] });
    renderRoutes(buildRoutes([makeFeature("alpha"), owner]), "/");
    expect(await screen.findByRole("heading", { name: "Home of the owner" })).toBeTruthy();
    const router = renderRoutes(buildRoutes([makeFeature("alpha")]), "/");
    expect(await screen.findByRole("heading", { name: "Page of alpha" })).toBeTruthy();
    expect(router.state.location.pathname).toBe("/alpha");
  });

  it("keep the shell when a page of a feature throws, and show the error", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const Broken = () => {
      throw new Error("The page failed to render.");
    };
    renderRoutes(buildRoutes([makeFeature("alpha", { routes: [{ path: "/alpha", Component: Broken }] })]), "/alpha");
    expect((await screen.findByRole("alert")).textContent).toBe("The page failed to render.");
    expect(navigationLabels()).toEqual(["The alpha", "Status"]);
  });
});

describe("the guard of a feature that is always on", () => {
  const makeGuardedFeature = (Shown: React.ComponentType | null) =>
    makeFeature("permanent", { isAlwaysOn: true, navigation: [], guard: async () => Shown });
  const Closed = () => <h1>Closed</h1>;

  it("replaces every page except the feature's own, and sends no request", async () => {
    const calls = fakeServer({});
    const pages = await choosePages([makeFeature("alpha"), makeGuardedFeature(Closed)], createQueryClient());
    expect(pages.features.map(({ name }) => name)).toEqual(["permanent"]);
    const router = renderRoutes(pages.routes, "/alpha");
    expect(await screen.findByRole("heading", { name: "Closed" })).toBeTruthy();
    await router.navigate("/status");
    expect(await screen.findByRole("heading", { name: "Closed" })).toBeTruthy();
    await router.navigate("/permanent");
    expect(await screen.findByRole("heading", { name: "Page of permanent" })).toBeTruthy();
    expect(screen.queryByRole("navigation")).toBeNull();
    expect(calls).toEqual([]);
  });

  it("shows the pages of the active apps when it returns nothing", async () => {
    fakeServer({ "GET /api/apps": () => ({ apps: ["alpha"] }) });
    const features = [makeFeature("alpha"), makeFeature("beta"), makeGuardedFeature(null)];
    const pages = await choosePages(features, createQueryClient());
    expect(pages.features.map(({ name }) => name)).toEqual(["alpha", "permanent"]);
    const router = renderRoutes(pages.routes, "/permanent");
    expect(await screen.findByRole("heading", { name: "Page of permanent" })).toBeTruthy();
    expect(navigationLabels()).toEqual(["The alpha", "Status"]);
    await router.navigate("/beta");
    expect(await screen.findByRole("heading", { name: "Page not found" })).toBeTruthy();
  });
});

describe("the header", () => {
  it("ends with the header items of features, on every page", async () => {
    const alpha = makeFeature("alpha", { HeaderItem: () => <a href="/help">Help</a> });
    const router = renderRoutes(buildRoutes([alpha, makeFeature("beta")]), "/alpha");
    expect(await screen.findByRole("link", { name: "Help" })).toBeTruthy();
    await router.navigate("/beta");
    expect(screen.getByRole("link", { name: "Help" })).toBeTruthy();
  });
});
