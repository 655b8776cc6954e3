import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { anOffer, open, reply, serve } from "./stage";

const NO_MODEL = { accuracy: 0, total_sessions: 0, sessions: [] };
const batch = (...ids: number[]) => ({ listings: ids.map((id) => anOffer(id)), total_unevaluated: 40 });

describe("the judge page", () => {
  it("takes verdicts by keys and buttons, stores them together, and goes on with the next batch", async () => {
    let stored: unknown;
    serve({
      "GET /api/recommender/listings/": () => (stored ? batch(8, 9) : batch(4, 5, 6)),
      "GET /model-performance-stats/": () => NO_MODEL,
      "POST /submit-scoring-selections/": ({ body }) => {
        stored = body;
        return { success: true, updated: 3, training: "scheduled" };
      },
    });
    open("/judge");
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
    serve({
      "GET /api/recommender/listings/": () => batch(4, 5),
      "GET /model-performance-stats/": () => NO_MODEL,
      "POST /submit-scoring-selections/": () => reply(500, { error: "The ink ran dry." }),
    });
    open("/judge");
    await screen.findByText("Title 4");
    await userEvent.keyboard("s{Enter}");
    expect((await screen.findByRole("alert")).textContent).toBe("The ink ran dry.");
    expect(screen.getByText(/1 of 2 in this batch/)).toBeTruthy();
  });

  it("shows the model's trainings, and says what to do when all is judged", async () => {
    const session = {
      session_date: "2026-11-20T10:00:00.000Z",
      accuracy: 0.875,
      precision: 0.5,
      num_samples: 120,
      notes: "",
    };
    serve({
      "GET /api/recommender/listings/": () => ({ listings: [], total_unevaluated: 0 }),
      "GET /model-performance-stats/": () => ({ accuracy: 0.875, total_sessions: 1, sessions: [session] }),
    });
    open("/judge");
    expect(await screen.findByText("87.5 %")).toBeTruthy();
    await waitFor(() => expect(screen.getByText("Everything has been judged")).toBeTruthy());
  });
});
