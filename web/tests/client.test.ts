import { describe, expect, it, vi } from "vitest";
import { worthRetrying } from "@/api/cache";
import { ApiError, address, get, post, refusal } from "@/api/client";
import { reply, serve } from "./stage";

describe("the interface's client", () => {
  it("asks with a slash at the end, because the page owns some addresses without it", () => {
    expect(address("/dashboard/", {})).toBe("/dashboard/");
    expect(address("/search/results", { query: { q: "a b", seller: "", min_year: null, page: 2 } })).toBe(
      "/search/results/?q=a+b&page=2",
    );
  });

  it("escapes names that stand in an address", () => {
    expect(address("/data/{seller}", { path: { seller: "a/b?c#d 100%" } })).toBe("/data/a%2Fb%3Fc%23d%20100%25/");
  });

  it("says what the server says when it refuses", async () => {
    serve({ "POST /data/nobody/": () => reply(404, { error: "Discogs has no such seller.", code: "seller_unknown" }) });
    const refused = post("/data/{seller}", { path: { seller: "nobody" } });
    await expect(refused).rejects.toMatchObject({
      message: "Discogs has no such seller.",
      status: 404,
      code: "seller_unknown",
    });
  });

  it("has words of its own when the refusal has none, or is no JSON", () => {
    expect(refusal(502, null).message).toContain("502");
    expect(refusal(500, { error: { nested: true } }).message).toContain("500");
    expect(refusal(500, { success: false, message: "no luck" }).message).toBe("no luck");
  });

  it("tells an unreachable server from one that refuses, and tries only the former again", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    const error = await get("/dashboard/", {}).catch((problem: unknown) => problem);
    expect(error).toMatchObject({ status: 0, code: "unreachable" });
    expect(worthRetrying(0, error)).toBe(true);
    expect(worthRetrying(2, error)).toBe(false);
    expect(worthRetrying(0, new ApiError("no", { status: 500, code: "internal" }))).toBe(false);
  });

  it("does not take an unreadable answer for an empty one", async () => {
    vi.stubGlobal("fetch", async () => new Response("<html>", { status: 200 }));
    await expect(get("/dashboard/", {})).rejects.toMatchObject({ code: "unreadable" });
  });
});
