import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { buildPages } from "@/app/pages";
import type { Feature } from "@/shared/feature";
import { fakeServer, reply } from "@/shared/testing/fake-server";
import { renderPages } from "@/shared/testing/render";

function open(features: readonly Feature[]) {
  const { pages, options } = buildPages(features);
  return renderPages(pages, "/settings/status", options);
}

describe("the status page", () => {
  it("shows every part, even when one is down and the server answers 503", async () => {
    const parts = [
      { name: "database", state: "ok", detail: "PostgreSQL 18" },
      { name: "jobs", state: "down", detail: "no worker" },
    ];
    fakeServer({ "GET /health/ready": () => reply(503, { status: "down", parts }) });
    open([]);
    expect(await screen.findByRole("heading", { name: "A part is down" })).toBeTruthy();
    expect(screen.getByText("no worker")).toBeTruthy();
  });

  it("shows the status section of a feature", async () => {
    fakeServer({ "GET /health/ready": () => ({ status: "healthy", parts: [] }) });
    const alpha = { name: "alpha", pages: [], loadStatusSection: async () => () => <h2>Quota of alpha</h2> };
    open([alpha, { name: "beta", pages: [] }]);
    expect(await screen.findByRole("heading", { name: "All systems work" })).toBeTruthy();
    expect(screen.getByRole("heading", { name: "Quota of alpha" })).toBeTruthy();
  });

  it("shows that the server cannot be reached", async () => {
    fakeServer({ "GET /health/ready": () => Promise.reject(new TypeError("Failed to fetch")) });
    open([]);
    expect((await screen.findByRole("alert")).textContent).toContain("Is Alcove still running?");
  });
});
