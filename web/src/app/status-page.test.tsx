import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { open, reply, serve } from "@/features/records/testing";

const STATS = {
  total_listings: 1,
  total_records: 1,
  total_sellers: 3,
  current_requests: 9,
  current_sleep_time: "1.2s",
};

describe("the status page", () => {
  it("shows every part, also when one is down and the server answers 503", async () => {
    const parts = [
      { name: "database", state: "ok", detail: "PostgreSQL 18" },
      { name: "jobs", state: "down", detail: "no worker" },
    ];
    serve({ "GET /health/ready": () => reply(503, { status: "down", parts }), "GET /api/scraper/stats/": () => STATS });
    open("/status");
    expect(await screen.findByRole("heading", { name: "A part is down" })).toBeTruthy();
    expect(screen.getByText("no worker")).toBeTruthy();
    expect(await screen.findByText("1.2s")).toBeTruthy();
  });

  it("says why Discogs cannot be asked", async () => {
    const missing = () => reply(503, { error: "There are no credentials for Discogs.", code: "credentials_missing" });
    serve({
      "GET /health/ready": () => ({ status: "degraded", parts: [] }),
      "GET /api/scraper/stats/": missing,
      "GET /api/scraper/test/": missing,
    });
    open("/status");
    await userEvent.click(await screen.findByRole("button", { name: "Ask Discogs who we are" }));
    expect((await screen.findAllByText("There are no credentials for Discogs.")).length).toBe(2);
  });
});
