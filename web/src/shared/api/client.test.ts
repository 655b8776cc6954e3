import { describe, expect, it, vi } from "vitest";
import { ApiError, buildUrl, createClient, toApiError } from "@/shared/api/client";
import { shouldRetry } from "@/shared/api/query-client";
import { fakeServer, reply } from "@/shared/testing/fake-server";

type Json<T> = { responses: { 200: { content: { "application/json": T } } } };
type Paths = {
  "/items": { get: Json<string[]> };
  "/items/{name}": { post: Json<string> & { parameters: { path: { name: string } } } };
};
const { get, post } = createClient<Paths>();

describe("the API client", () => {
  it("asks with a slash at the end, because the page owns some addresses without it", () => {
    expect(buildUrl("/dashboard/", {})).toBe("/dashboard/");
    expect(buildUrl("/search/results", { query: { q: "a b", seller: "", min_year: null, page: 2 } })).toBe(
      "/search/results/?q=a+b&page=2",
    );
  });

  it("escapes names that stand in an address", () => {
    expect(buildUrl("/items/{name}", { path: { name: "a/b?c#d 100%" } })).toBe("/items/a%2Fb%3Fc%23d%20100%25/");
  });

  it("says what the server says when it answers an error", async () => {
    fakeServer({
      "POST /items/none/": () => reply(404, { error: "There is no such item.", code: "item_unknown" }),
    });
    await expect(post("/items/{name}", { path: { name: "none" } })).rejects.toMatchObject({
      message: "There is no such item.",
      status: 404,
      code: "item_unknown",
    });
  });

  it("has a wording of its own when the error has none, or is no JSON", () => {
    expect(toApiError(502, null).message).toContain("502");
    expect(toApiError(500, { error: { nested: true } }).message).toContain("500");
    expect(toApiError(500, { success: false, message: "no luck" }).message).toBe("no luck");
  });

  it("tells an unreachable server from one that answers an error, and retries only the former", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    const error = await get("/items", {}).catch((problem: unknown) => problem);
    expect(error).toMatchObject({ status: 0, code: "unreachable" });
    expect(shouldRetry(0, error)).toBe(true);
    expect(shouldRetry(2, error)).toBe(false);
    expect(shouldRetry(0, new ApiError("no", { status: 500, code: "internal" }))).toBe(false);
  });

  it("does not take an unreadable answer for an empty one", async () => {
    vi.stubGlobal("fetch", async () => new Response("<html>", { status: 200 }));
    await expect(get("/items", {})).rejects.toMatchObject({ code: "unreadable" });
  });
});
