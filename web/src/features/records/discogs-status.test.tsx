import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { DiscogsStatus } from "@/features/records/discogs-status";
import { fakeServer, reply } from "@/shared/testing/fake-server";
import { makePage } from "@/shared/testing/pages";
import { renderPages } from "@/shared/testing/render";

const STATS = {
  total_listings: 1,
  total_records: 1,
  total_sellers: 3,
  current_requests: 9,
  current_sleep_time: "1.2s",
};

const open = () => renderPages([makePage("/", DiscogsStatus)], "/");

describe("the status of Discogs", () => {
  it("shows the request rate", async () => {
    fakeServer({ "GET /api/scraper/stats/": () => STATS });
    open();
    expect(await screen.findByText("1.2s")).toBeTruthy();
    expect(screen.getByText("9")).toBeTruthy();
  });

  it("shows why the connection test fails", async () => {
    const missing = () => reply(503, { error: "There are no credentials for Discogs.", code: "credentials_missing" });
    fakeServer({ "GET /api/scraper/stats/": missing, "GET /api/scraper/test/": missing });
    open();
    await userEvent.click(await screen.findByRole("button", { name: "Test the connection" }));
    expect((await screen.findAllByText("There are no credentials for Discogs.")).length).toBe(2);
  });
});
