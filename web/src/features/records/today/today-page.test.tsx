import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeOffer, openPage } from "@/features/records/testing";
import { fakeServer, reply } from "@/shared/testing/fake-server";

const NUMBERS = { num_records: 264, num_listings: 1286, unevaluated: 280, accuracy: 0 };
const breakdown = {
  model_score: 54.18,
  entropy_measure: null,
  system_temperature: 0.5,
  selection_method: "fallback_highest_score",
};

function makeDashboard() {
  const listing = makeOffer(7, { artist: "The Couriers", title: "Gentle Anchor" });
  const votes = { desirability_votes: [4], novelty_votes: [2], average_desirability: 4, average_novelty: 2 };
  const pick = { id: 31, date: "2026-11-21", created_at: "", listing_id: 7, listing, ...votes, ...breakdown };
  return { ...NUMBERS, record_of_the_day: listing, record_of_the_day_obj: pick, breakdown };
}

describe("the today page", () => {
  it("shows the record of the day, why it was picked, and the counts", async () => {
    fakeServer({
      "GET /dashboard/": makeDashboard,
      "GET /api/dashboard/listings/": () => [makeOffer(1), makeOffer(2)],
    });
    openPage("/");
    expect((await screen.findByRole("heading", { level: 1 })).textContent).toBe("The CouriersGentle Anchor");
    for (const text of ["54.180", "0.500", "n/a", "Picked because it has the highest score", "1,286", "not trained"]) {
      expect(screen.getAllByText(text).length).toBeGreaterThan(0);
    }
    expect(await screen.findByRole("link", { name: /Artist 2 Title 2/ })).toBeTruthy();
  });

  it("sends a rating only when both scales are set, and shows the server's message", async () => {
    const calls = fakeServer({
      "GET /dashboard/": makeDashboard,
      "GET /api/dashboard/listings/": () => [],
      "POST /vote-record-of-the-day/31/": () => ({ message: "Vote submitted. Thank you!" }),
    });
    openPage("/");
    const user = userEvent.setup();
    const send = await screen.findByRole<HTMLButtonElement>("button", { name: "Rate" });
    const [desirability, novelty] = screen.getAllByRole("radio", { name: "4" });
    if (!desirability || !novelty) throw new Error("there are two scales");
    await user.click(desirability);
    expect(send.disabled).toBe(true);
    await user.click(novelty);
    await user.click(send);
    expect(await screen.findByText("Vote submitted. Thank you!")).toBeTruthy();
    expect(calls.find(({ method }) => method === "POST")?.body).toEqual({ desirability: "4", novelty: "4" });
  });

  it("keeps the pick and shows the error when there is no other offer", async () => {
    fakeServer({
      "GET /dashboard/": makeDashboard,
      "GET /api/dashboard/listings/": () => [],
      "POST /api/refresh-record-of-the-day/": () => reply(409, { error: "There is no other offer to pick." }),
    });
    openPage("/");
    await userEvent.click(await screen.findByRole("button", { name: "Pick another" }));
    expect((await screen.findByRole("alert")).textContent).toBe("There is no other offer to pick.");
    expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("Gentle Anchor");
  });

  it("links to the sellers page when no offer is stored", async () => {
    const empty = { num_records: 0, num_listings: 0, unevaluated: 0, accuracy: 0 };
    fakeServer({
      "GET /dashboard/": () => ({ ...empty, record_of_the_day: null, record_of_the_day_obj: null, breakdown: {} }),
    });
    openPage("/");
    expect((await screen.findByRole("link", { name: "Scrape a seller" })).getAttribute("href")).toBe("/sellers");
  });
});
