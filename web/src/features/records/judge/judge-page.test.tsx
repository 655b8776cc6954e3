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
  it("takes verdicts by keys and buttons, stores them together, and goes on with the next batch", async () => {
    let stored: unknown;
    fakeServer({
      "GET /api/recommender/listings/": () => (stored ? batch(8, 9) : batch(4, 5, 6)),
      "GET /api/recommender/models/": () => NO_MODEL,
      "POST /submit-scoring-selections/": ({ body }) => {
        stored = body;
        return { success: true, updated: 3, training: "scheduled" };
      },
    });
    openPage("/judge");
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
      "POST /submit-scoring-selections/": () => reply(500, { error: "The ink ran dry." }),
    });
    openPage("/judge");
    await screen.findByText("Title 4");
    await userEvent.keyboard("s{Enter}");
    expect((await screen.findByRole("alert")).textContent).toBe("The ink ran dry.");
    expect(screen.getByText(/1 of 2 in this batch/)).toBeTruthy();
  });

  it("shows the model in use beside its rivals and its trainings, and says what to do when all is judged", async () => {
    const scores = { accuracy: 0.875, roc_auc: 0.9 };
    fakeServer({
      "GET /api/recommender/listings/": () => ({ listings: [], total_unevaluated: 0, strategy: "diverse" }),
      "GET /api/recommender/models/": () => ({
        ...NO_MODEL,
        trained: true,
        current: { recommender: "blend", accuracy: 0.875, labels: 60, keepers: 24 },
        rivals: [
          { name: "blend", title: "Blend", scores, error: "" },
          { name: "baseline", title: "Baseline forest", scores: null, error: "no words to go by" },
        ],
        trainings: [
          {
            id: 2,
            outcome: "kept",
            reason: "every verdict says skip",
            labels: 61,
            finished_at: "2026-11-20T10:00:00Z",
          },
        ],
      }),
    });
    openPage("/judge");
    expect(await screen.findByRole("row", { name: /Blend in use 87.5 % 90.0 %/ })).toBeTruthy();
    expect(screen.getByText("no words to go by")).toBeTruthy();
    expect(screen.getByText(/old model kept from 61 verdicts, every verdict says skip/)).toBeTruthy();
    await waitFor(() => expect(screen.getByText("Everything has been judged")).toBeTruthy());
  });

  it("asks for offers as the reader wants them chosen, remembers that, and says when the server could not", async () => {
    const calls = fakeServer({
      "GET /api/recommender/listings/": () => batch(4, 5),
      "GET /api/recommender/models/": () => NO_MODEL,
    });
    openPage("/judge");
    await screen.findByText("Title 4");
    expect(await screen.findByText("Not trained yet: 12 of 20 verdicts needed.")).toBeTruthy();
    expect(screen.getByText(/Until the model has learnt, these come by chance/)).toBeTruthy();
    await userEvent.click(screen.getByRole("radio", { name: /Close calls/ }));
    await waitFor(() => expect(calls.some(({ url }) => url.searchParams.get("strategy") === "uncertain")).toBe(true));
    expect(localStorage.getItem("alcove.judge.strategy")).toBe("uncertain");
    localStorage.clear();
  });
});
