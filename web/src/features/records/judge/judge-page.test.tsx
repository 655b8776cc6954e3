import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeOffer, openPage } from "@/features/records/testing";
import { fakeServer, reply } from "@/shared/testing/fake-server";

const NO_MODEL = { trained: false, current: null, labels: 12, keepers: 3, needed: 20, rivals: [], trainings: [] };
const batch = (...ids: number[]) => ({
  listings: ids.map((id) => makeOffer(id)),
  total_unevaluated: 40,
  strategy: "random",
});

describe("the judge page", () => {
  it("accepts verdicts by keys and buttons, stores them together, and loads the next batch", async () => {
    let stored: unknown;
    fakeServer({
      "GET /api/recommender/listings/": () => (stored ? batch(8, 9) : batch(4, 5, 6)),
      "GET /api/recommender/models/": () => NO_MODEL,
      "POST /submit-scoring-selections/": ({ body }) => {
        stored = body;
        return { success: true, updated: 3, training: "scheduled" };
      },
    });
    openPage("/records/dig");
    const user = userEvent.setup();
    await screen.findByText("Title 4");
    await user.keyboard("k");
    expect(screen.getByText("Title 5")).toBeTruthy();
    await user.keyboard("{ArrowLeft}");
    await user.click(screen.getByRole("button", { name: /^Keep/ }));
    expect(screen.getByText(/to keep. Store these verdicts/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: /^Store 3 verdicts/ }));
    expect(await screen.findByText("Title 8")).toBeTruthy();
    expect(stored).toEqual({ listing_ids: [4, 5, 6], keeper_ids: [4, 6] });
    expect(screen.getByText("3 judged, 2 to keep")).toBeTruthy();
    expect(screen.getByText(/0 of 2 in this batch/)).toBeTruthy();
  });

  it("keeps the verdicts when they cannot be stored", async () => {
    fakeServer({
      "GET /api/recommender/listings/": () => batch(4, 5),
      "GET /api/recommender/models/": () => NO_MODEL,
      "POST /submit-scoring-selections/": () => reply(500, { error: "The disk is full." }),
    });
    openPage("/records/dig");
    await screen.findByText("Title 4");
    await userEvent.keyboard("s{Enter}");
    expect((await screen.findByRole("alert")).textContent).toBe("The disk is full.");
    expect(screen.getByText(/1 of 2 in this batch/)).toBeTruthy();
  });

  it("shows the model in use, its alternatives and the trainings, and what to do when every offer has a verdict", async () => {
    const scores = { accuracy: 0.875, roc_auc: 0.9 };
    fakeServer({
      "GET /api/recommender/listings/": () => ({ listings: [], total_unevaluated: 0, strategy: "diverse" }),
      "GET /api/recommender/models/": () => ({
        ...NO_MODEL,
        trained: true,
        current: { recommender: "blend", accuracy: 0.875, labels: 60, keepers: 24 },
        rivals: [
          { name: "blend", title: "Blend", scores, error: "" },
          { name: "baseline", title: "Baseline forest", scores: null, error: "not enough text" },
        ],
        trainings: [
          {
            id: 2,
            outcome: "kept",
            reason: "every verdict is skip",
            labels: 61,
            finished_at: "2026-11-20T10:00:00Z",
          },
        ],
      }),
    });
    openPage("/records/dig");
    expect(await screen.findByRole("row", { name: /Blend in use 87.5 % 90.0 %/ })).toBeTruthy();
    expect(screen.getByText("not enough text")).toBeTruthy();
    expect(screen.getByText(/not replaced, 61 verdicts: every verdict is skip/)).toBeTruthy();
    await waitFor(() => expect(screen.getByText("Every offer has a verdict")).toBeTruthy());
  });

  it("requests offers with the chosen strategy, stores the choice, and shows when the server used another", async () => {
    const calls = fakeServer({
      "GET /api/recommender/listings/": () => batch(4, 5),
      "GET /api/recommender/models/": () => NO_MODEL,
    });
    openPage("/records/dig");
    await screen.findByText("Title 4");
    expect(await screen.findByText("Not trained yet: 12 of 20 verdicts needed.")).toBeTruthy();
    expect(screen.getByText(/Until a model is trained, the server uses: random/)).toBeTruthy();
    await userEvent.click(screen.getByRole("radio", { name: /Uncertain/ }));
    await waitFor(() => expect(calls.some(({ url }) => url.searchParams.get("strategy") === "uncertain")).toBe(true));
    expect(localStorage.getItem("alcove.judge.strategy")).toBe("uncertain");
    localStorage.clear();
  });

  it.each([
    [{ recommended: 8, recommended_kept: 4 }, 30, /of 8 held-out offers with a chance of 50 % or more, 4 were kept/],
    [{ recommended: 0, recommended_kept: 0 }, 30, /no held-out offer had a chance of 50 % or more/],
    [{ recommended: 8, recommended_kept: 4 }, 50, null],
  ])("says how often high chances held while there are few verdicts", async (counts, labels, text) => {
    const scores = { accuracy: 0.8, roc_auc: 0.8, ...counts };
    fakeServer({
      "GET /api/recommender/listings/": () => batch(4),
      "GET /api/recommender/models/": () => ({
        ...NO_MODEL,
        trained: true,
        current: { recommender: "blend", accuracy: 0.8, labels, keepers: 6 },
        rivals: [{ name: "blend", title: "Blend", scores, error: "" }],
      }),
    });
    openPage("/records/dig");
    await screen.findByText(/of held-out verdicts correctly/);
    if (text) expect(screen.getByText(text)).toBeTruthy();
    else expect(screen.queryByText(/chance of 50 %/)).toBeNull();
  });
});
