import { describe, expect, it, vi } from "vitest";
import { fetchActiveFeatures } from "@/app/active-features";
import type { Feature } from "@/shared/feature";
import { fakeServer, reply } from "@/shared/testing/fake-server";

const makeFeature = (name: string): Feature => ({ name, pages: [] });
const FEATURES = ["alpha", "beta", "gamma"].map(makeFeature);
const ALL = ["alpha", "beta", "gamma"];

const activeNames = async () => (await fetchActiveFeatures(FEATURES)).map(({ name }) => name);

describe("the active features", () => {
  it("are those whose app the server runs, in the order of the server", async () => {
    fakeServer({ "GET /api/apps": () => ({ apps: ["gamma", "alpha", "an-app-without-pages"] }) });
    expect(await activeNames()).toEqual(["gamma", "alpha"]);
  });

  it("have only their pages where the account has no role", async () => {
    fakeServer({ "GET /api/apps": () => ({ apps: ALL, closed: ["beta"] }) });
    const features = FEATURES.map((feature) => ({ ...feature, commands: [] }));
    const shown = (await fetchActiveFeatures(features)).filter(({ commands }) => commands);
    expect(shown.map(({ name }) => name)).toEqual(["alpha", "gamma"]);
  });

  it("include the features that are always on", async () => {
    fakeServer({ "GET /api/apps": () => ({ apps: ["beta"] }) });
    const features = [{ ...makeFeature("permanent"), isAlwaysOn: true }, ...FEATURES];
    expect((await fetchActiveFeatures(features)).map(({ name }) => name)).toEqual(["permanent", "beta"]);
  });

  it("are none when the server runs no app", async () => {
    fakeServer({ "GET /api/apps": () => ({ apps: [] }) });
    expect(await activeNames()).toEqual([]);
  });

  it("are all when an older server does not have the endpoint", async () => {
    fakeServer({ "GET /api/apps": () => reply(404, { error: "Not found", code: "not_found" }) });
    expect(await activeNames()).toEqual(ALL);
  });

  it("are all when the server cannot be reached", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    expect(await activeNames()).toEqual(ALL);
  });

  it("are all when the response is not a list of apps, or not JSON", async () => {
    for (const body of [null, [], { apps: "alpha" }, { other: [] }]) {
      fakeServer({ "GET /api/apps": () => body });
      expect(await activeNames()).toEqual(ALL);
    }
    vi.stubGlobal("fetch", async () => new Response("<html>", { status: 200 }));
    expect(await activeNames()).toEqual(ALL);
  });

  it("are all when the server does not answer in time", async () => {
    vi.spyOn(AbortSignal, "timeout").mockImplementation(() => AbortSignal.abort());
    vi.stubGlobal("fetch", async (_: string, { signal }: RequestInit) => signal?.throwIfAborted());
    expect(await activeNames()).toEqual(ALL);
    expect(AbortSignal.timeout).toHaveBeenCalledWith(3_000);
  });
});
