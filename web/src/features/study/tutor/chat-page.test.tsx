import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { tutorPages } from "@/features/study/tutor-pages";
import { fakeServer } from "@/shared/testing/fake-server";
import { renderPages } from "@/shared/testing/render";

const message = (number: number) => ({
  id: `m${number}`,
  role: number % 2 === 1 ? "user" : "assistant",
  content: `Text ${number}`,
  created_at: `2026-03-29T12:00:0${number}Z`,
  answer_id: `a${number}`,
  citations: [],
  closest: [],
  cost_usd: null,
});
const chat = (numbers: number[], fields: object = {}) => ({
  id: "c1",
  title: "Fuses",
  subject: null,
  material_ids: [],
  messages: 9,
  running: null,
  failure: null,
  has_earlier: false,
  message_list: numbers.map(message),
  ...fields,
});

it("shows earlier messages, and says that an answer was stopped before its first word", async () => {
  const failure = { answer_id: "a7", code: "stopped", message: "Stopped before the first word." };
  const calls = fakeServer({
    "GET /api/ai/chats/c1": ({ url }) => {
      const before = url.searchParams.get("before_id");
      if (before === "m5") return chat([3, 4], { has_earlier: true });
      if (before === "m3") return chat([1, 2]);
      return chat([5, 6, 7], { has_earlier: true, failure });
    },
    "POST /api/ai/chat": () => ({ id: "a8" }),
  });
  renderPages(tutorPages, "/study/tutor/c1");
  expect(await screen.findByText("Stopped before the first word.")).toBeTruthy();
  const show = () => userEvent.click(screen.getByRole("button", { name: "Show earlier messages" }));
  await show();
  await screen.findByText("Text 3");
  await show();
  await screen.findByText("Text 1");
  const shown = () => screen.getAllByText(/^Text \d$/).map(({ textContent }) => textContent);
  await waitFor(() => expect(shown()).toEqual([1, 2, 3, 4, 5, 6, 7].map((number) => `Text ${number}`)));
  expect(screen.queryByRole("button", { name: "Show earlier messages" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Retry" }));
  await waitFor(() => expect(calls.some(({ method }) => method === "POST")).toBe(true));
  expect(calls.find(({ method }) => method === "POST")?.body).toMatchObject({ message: "Text 7", replaces: "m7" });
});
