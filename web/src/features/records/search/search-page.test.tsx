import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeOffer, openPage } from "@/features/records/testing";
import { fakeServer, reply, sleep } from "@/shared/testing/fake-server";

const makeResults = (count: number, ...ids: number[]) => ({
  count,
  next: null,
  previous: null,
  results: ids.map((id) => makeOffer(id)),
});

describe("the search page", () => {
  it("searches with the filters of its URL and links to the offers at Discogs", async () => {
    const calls = fakeServer({ "GET /search/results/": () => makeResults(45, 1, 2) });
    openPage("/search?genre_style=Jazz&max_price=60&page=2");
    expect(await screen.findByText("45 offers")).toBeTruthy();
    expect(Object.fromEntries(calls[0]?.url.searchParams ?? [])).toEqual({
      genre_style: "Jazz",
      max_price: "60",
      sort: "score_desc",
      page: "2",
    });
    const link = screen.getByRole("link", { name: /Artist 1 Title 1/ });
    expect(link.getAttribute("href")).toBe("https://www.discogs.com/sell/item/5001");
    expect(screen.getByText("Page 2 of 3")).toBeTruthy();
  });

  it("stores filters and page in the URL, so that the back button works", async () => {
    fakeServer({ "GET /search/results/": () => makeResults(45, 1) });
    const router = openPage("/search");
    const user = userEvent.setup();
    await user.type(screen.getByLabelText("Artist, title or label"), "flint{Enter}");
    expect(router.state.location.search).toBe("?q=flint");
    await user.click(await screen.findByRole("button", { name: "Next" }));
    expect(router.state.location.search).toBe("?q=flint&page=2");
    await user.selectOptions(screen.getByLabelText("Order"), "Oldest");
    expect(router.state.location.search).toBe("?q=flint&sort=year_asc");
    await user.click(screen.getByRole("button", { name: "Remove filter Text: flint" }));
    expect(router.state.location.search).toBe("?sort=year_asc");
    await router.navigate(-1);
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>("Artist, title or label").value).toBe("flint"));
  });

  it("shows the server's message when a search fails, and retries on request", async () => {
    let broken = true;
    fakeServer({
      "GET /search/results/": () => (broken ? reply(500, { error: "The database is down." }) : makeResults(1, 1)),
    });
    openPage("/search");
    expect((await screen.findByRole("alert")).textContent).toContain("The database is down.");
    broken = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("1 offer")).toBeTruthy();
  });

  it("shows what to do when there is no result", async () => {
    fakeServer({ "GET /search/results/": () => makeResults(0) });
    openPage("/search?q=zzz");
    expect(await screen.findByText(/Remove a filter above/)).toBeTruthy();
  });
});

describe("the suggestions", () => {
  it("are requested once after a pause in typing, and selected by keys", async () => {
    const calls = fakeServer({
      "GET /search/results/": () => makeResults(0),
      "GET /autocomplete/genre/": () => ["Jazz", "Jazz-Funk"],
    });
    const router = openPage("/search");
    const user = userEvent.setup();
    const field = screen.getByRole("combobox", { name: "Genre or style" });
    await user.type(field, "jaz");
    const list = await screen.findByRole("listbox", { name: "Genre or style" });
    expect(within(list).getAllByRole("option")).toHaveLength(2);
    expect(calls.filter(({ url }) => url.pathname.startsWith("/autocomplete")).map(({ url }) => url.search)).toEqual([
      "?term=jaz",
    ]);
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(within(list).getByRole("option", { selected: true }).textContent).toBe("Jazz-Funk");
    await user.keyboard("{Enter}");
    expect(router.state.location.search).toBe("?genre_style=Jazz-Funk");
  });

  it("ignore a late response to an earlier request", async () => {
    let release = () => {};
    const late = new Promise<void>((resolve) => {
      release = resolve;
    });
    fakeServer({
      "GET /search/results/": () => makeResults(0),
      "GET /autocomplete/genre/": async ({ url }) => {
        if (url.searchParams.get("term") === "fo") await late;
        return url.searchParams.get("term") === "fo" ? ["Folk"] : ["Forró"];
      },
    });
    openPage("/search");
    const user = userEvent.setup();
    const field = screen.getByRole("combobox", { name: "Genre or style" });
    await user.type(field, "fo");
    await sleep(250);
    await user.type(field, "r");
    expect(await screen.findByRole("option", { name: "Forró" })).toBeTruthy();
    release();
    await sleep(50);
    expect(screen.queryByRole("option", { name: "Folk" })).toBeNull();
  });

  it("shows predictions when sorted by taste, but not for offers that have a verdict", async () => {
    const expected = { ...makeOffer(1), probability: 0.93, reasons: ["You kept 8 of 9 offers on Flint Recordings"] };
    const judged = { ...makeOffer(2), evaluated: true, probability: 0.99, reasons: ["You kept it"] };
    fakeServer({
      "GET /search/results/": () => ({ count: 2, next: null, previous: null, results: [expected, judged] }),
    });
    openPage("/search?sort=taste_desc");
    expect(await screen.findByText("93.0 %")).toBeTruthy();
    expect(screen.getByText("You kept 8 of 9 offers on Flint Recordings")).toBeTruthy();
    expect(screen.queryByText("You kept it")).toBeNull();
  });
});
