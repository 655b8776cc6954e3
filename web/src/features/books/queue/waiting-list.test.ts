import { expect, it } from "vitest";
import { findNext } from "@/features/books/queue/waiting-list";

it("finds the book in front of which another one was dropped", () => {
  const ids = ["a", "b", "c"];
  expect(findNext(ids, "c", { key: "a", dropPosition: "before" })).toBe("a");
  expect(findNext(ids, "a", { key: "b", dropPosition: "after" })).toBe("c");
  expect(findNext(ids, "a", { key: "c", dropPosition: "after" })).toBeNull();
});
