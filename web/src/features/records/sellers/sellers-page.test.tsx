import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeOffer, makeScrape, openPage, TIMESTAMPS } from "@/features/records/testing";
import { fakeServer, reply } from "@/shared/testing/fake-server";
import { visit } from "@/shared/testing/render";

const NOT_SCRAPED = reply(404, { error: "oliver.grooves has never been scraped.", code: "not_found" });

describe("the sellers page", () => {
  it("starts a scrape, follows its progress, and shows the result", async () => {
    let run: unknown = NOT_SCRAPED;
    let found: unknown[] = [];
    let finish = (_: unknown) => {};
    fakeServer({
      "POST /by-seller/search/": () => found,
      "GET /api/scraper/jobs/oliver.grooves/": () => run,
      "POST /data/oliver.grooves/": () => {
        run = makeScrape({ page: 2, pages: 4, seen: 200, kept: 80, new: 80 });
        return new Promise((resolve) => {
          finish = resolve;
        });
      },
    });
    openPage("/records/sellers?seller=oliver.grooves");
    await userEvent.click(await screen.findByRole("button", { name: "Scrape this seller" }));
    expect(await screen.findByText("page 2 of 4", {}, { timeout: 3000 })).toBeTruthy();
    expect(screen.getByRole<HTMLProgressElement>("progressbar").value).toBe(0.5);
    run = makeScrape({
      state: "done",
      page: 4,
      pages: 4,
      seen: 348,
      complete: true,
      stop_reason: "end",
      finished_at: TIMESTAMPS.updated_at,
    });
    found = [makeOffer(1), makeOffer(2)];
    finish({ message: "Scraped" });
    expect(await screen.findByText("The whole inventory was read.", {}, { timeout: 3000 })).toBeTruthy();
    expect(await screen.findByText("2 offers")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Scrape again" })).toBeTruthy();
  });

  it("shows the server's message when a scrape cannot start", async () => {
    fakeServer({
      "POST /by-seller/search/": () => [],
      "GET /api/scraper/jobs/oliver.grooves/": () => NOT_SCRAPED,
      "POST /data/oliver.grooves/": () =>
        reply(503, { error: "There are no credentials for Discogs.", code: "credentials_missing" }),
    });
    openPage("/records/sellers?seller=oliver.grooves");
    await userEvent.click(await screen.findByRole("button", { name: "Scrape this seller" }));
    expect((await screen.findByRole("alert")).textContent).toBe("There are no credentials for Discogs.");
    expect(screen.getByText("No offers of this seller are stored")).toBeTruthy();
  });

  it("cancels a scrape that was started elsewhere", async () => {
    let run = makeScrape({ page: 1, pages: 9 });
    const calls = fakeServer({
      "POST /by-seller/search/": () => [],
      "GET /api/scraper/jobs/oliver.grooves/": () => run,
      "DELETE /api/scraper/jobs/oliver.grooves/": () => {
        run = makeScrape({
          state: "cancelled",
          page: 1,
          pages: 9,
          stop_reason: "cancelled",
          finished_at: TIMESTAMPS.updated_at,
        });
        return { message: "cancelled" };
      },
    });
    openPage("/records/sellers?seller=oliver.grooves");
    await userEvent.click(await screen.findByRole("button", { name: "Cancel" }));
    expect(await screen.findByText("Cancelled. The pages read until then are stored.")).toBeTruthy();
    expect(calls.some(({ method }) => method === "DELETE")).toBe(true);
  });

  it("asks for a seller first, and remembers it", async () => {
    fakeServer({
      "GET /autocomplete/seller/": () => [],
      "POST /by-seller/search/": () => [],
      "GET /api/scraper/jobs/oliver.grooves/": () => NOT_SCRAPED,
    });
    const router = openPage("/records/sellers");
    expect(await screen.findByText("Choose a seller")).toBeTruthy();
    await userEvent.type(screen.getByRole("combobox", { name: "Discogs seller" }), " oliver.grooves {Enter}");
    await waitFor(() => expect(router.state.location.searchStr).toBe("?seller=oliver.grooves"));
    await screen.findByRole("button", { name: "Scrape this seller" });
    await visit(router, "/records/sellers");
    expect(await screen.findByRole("link", { name: "oliver.grooves" })).toBeTruthy();
  });
});
