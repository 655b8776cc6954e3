import { describe, expect, it, vi } from "vitest";
import { createApi } from "@/shared/api/api";
import { ApiError, onSignInNeeded, toApiError } from "@/shared/api/client";
import { shouldRetry } from "@/shared/api/query-client";
import { fakeServer, reply } from "@/shared/testing/fake-server";

type Json<T> = { responses: { 200: { content: { "application/json": T } } } };
type Paths = {
  "/items": { get: Json<string[]> };
  "/items/{name}": { post: Json<string> & { parameters: { path: { name: string } } } };
};
const { api } = createApi<Paths>();

describe("the API client", () => {
  it("throws the server's message when the server answers an error", async () => {
    fakeServer({
      "POST /items/none/": () => reply(404, { error: "There is no such item.", code: "item_unknown" }),
    });
    await expect(api.POST("/items/{name}", { params: { path: { name: "none" } } })).rejects.toMatchObject({
      message: "There is no such item.",
      status: 404,
      code: "item_unknown",
    });
  });

  it("has a default message when the error has none, or is not JSON", () => {
    expect(toApiError(502, null).message).toContain("502");
    expect(toApiError(500, { error: { nested: true } }).message).toContain("500");
    expect(toApiError(500, { success: false, message: "no luck" }).message).toBe("no luck");
  });

  it("distinguishes an unreachable server from an error response, and retries only the former", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    const error = await api.GET("/items").catch((problem: unknown) => problem);
    expect(error).toMatchObject({ status: 0, code: "unreachable" });
    expect(shouldRetry(0, error)).toBe(true);
    expect(shouldRetry(2, error)).toBe(false);
    expect(shouldRetry(0, new ApiError("no", { status: 500, code: "internal" }))).toBe(false);
  });

  it("rejects a response that is not JSON", async () => {
    vi.stubGlobal("fetch", async () => new Response("<html>", { status: 200 }));
    await expect(api.GET("/items")).rejects.toMatchObject({ code: "unreadable" });
  });

  it("sends the page header with every request", async () => {
    const calls = fakeServer({ "GET /items/": () => [], "POST /items/a/": () => "a" });
    await api.GET("/items");
    await api.POST("/items/{name}", { params: { path: { name: "a" } } });
    expect(calls.map(({ headers }) => headers.get("X-Alcove-Page"))).toEqual(["1", "1"]);
  });

  it("notifies listeners when a session is missing or has ended, and not when a password is wrong", async () => {
    const listener = vi.fn();
    const stop = onSignInNeeded(listener);
    for (const code of ["invalid_credentials", "sign_in_needed", "unauthorized"]) {
      fakeServer({ "GET /items/": () => reply(401, { error: "No.", code }) });
      await expect(api.GET("/items")).rejects.toMatchObject({ status: 401, code });
    }
    expect(listener).toHaveBeenCalledTimes(2);
    stop();
    await expect(api.GET("/items")).rejects.toMatchObject({ code: "unauthorized" });
    expect(listener).toHaveBeenCalledTimes(2);
  });

  it("parses Retry-After, in seconds or as a date", async () => {
    vi.useFakeTimers({ now: new Date("2026-01-02T03:04:05Z"), toFake: ["Date"] });
    const retryAt = (value: string | null, status = 429) => toApiError(status, null, value).retryAt?.toISOString();
    expect(retryAt("90")).toBe("2026-01-02T03:05:35.000Z");
    expect(retryAt("Fri, 02 Jan 2026 03:10:00 GMT")).toBe("2026-01-02T03:10:00.000Z");
    expect([retryAt(null), retryAt("soon")]).toEqual([undefined, undefined]);
    expect(retryAt("90", 503)).toBe("2026-01-02T03:05:35.000Z");
    fakeServer({
      "GET /items/": () => reply(429, { error: "Too many requests.", code: "too_many" }, { "Retry-After": "60" }),
    });
    await expect(api.GET("/items")).rejects.toMatchObject({ retryAt: new Date("2026-01-02T03:05:05Z") });
  });

  it("explains a missing role even when the server sends only the code", () => {
    expect(toApiError(403, { code: "role_needed" }).message).toContain("An owner of the app can give it the role");
    expect(toApiError(403, { code: "role_needed", error: "Only an owner of records may do this." }).message).toBe(
      "Only an owner of records may do this.",
    );
  });
});
