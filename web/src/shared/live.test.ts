import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createApi } from "@/shared/api/api";
import { followEvents, isAnyLive, isLive, throttle } from "@/shared/live";
import { FakeEventSource, installFakeEventSource } from "@/shared/testing/fake-event-source";
import { fakeServer, reply } from "@/shared/testing/fake-server";

type Paths = { "/things": { get: { responses: { 200: { content: { "application/json": string[] } } } } } };
const URL = "/api/things/events";
let stop = () => {};

const show = (state: "visible" | "hidden") => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
};

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  stop();
  show("visible");
});

describe("the event stream", () => {
  it("passes each event to its handler and resyncs after a gap", () => {
    const newest = installFakeEventSource();
    const thing = vi.fn();
    const resync = vi.fn();
    stop = followEvents({ url: URL, events: { thing }, resync });
    expect(isLive(URL)).toBe(false);
    newest().open();
    newest().emit("thing", { id: 1 });
    newest().emit("other", { id: 2 });
    expect(thing.mock.calls).toEqual([[{ id: 1 }]]);
    expect([isLive(URL), isAnyLive(), resync.mock.calls.length]).toEqual([true, true, 0]);
    newest().emit("resync", {});
    expect(resync).toHaveBeenCalledTimes(1);
    newest().fail();
    expect([isLive(URL), resync.mock.calls.length]).toEqual([false, 2]);
    newest().open();
    expect([isLive(URL), resync.mock.calls.length]).toEqual([true, 3]);
    expect(FakeEventSource.instances.length).toBe(1);
  });

  it("reconnects a refused stream after a while", () => {
    const newest = installFakeEventSource();
    stop = followEvents({ url: URL, events: {}, resync: () => {} });
    newest().fail({ refused: true });
    expect(FakeEventSource.instances.length).toBe(1);
    vi.advanceTimersByTime(30_000);
    expect(FakeEventSource.instances.length).toBe(2);
    newest().open();
    expect(isLive(URL)).toBe(true);
  });

  it("ends when a response requires a sign-in, and does not reconnect", async () => {
    const newest = installFakeEventSource();
    stop = followEvents({ url: URL, events: {}, resync: () => {} });
    newest().open();
    fakeServer({ "GET /things/": () => reply(401, { error: "Sign in.", code: "sign_in_needed" }) });
    await expect(createApi<Paths>().api.GET("/things")).rejects.toMatchObject({ status: 401 });
    expect([newest().readyState, isLive(URL)]).toEqual([FakeEventSource.CLOSED, false]);
    vi.advanceTimersByTime(60_000);
    show("hidden");
    show("visible");
    expect(FakeEventSource.instances.length).toBe(1);
  });

  it("closes the connection while the page is hidden", () => {
    const newest = installFakeEventSource();
    const resync = vi.fn();
    stop = followEvents({ url: URL, events: {}, resync });
    newest().open();
    show("hidden");
    expect([newest().readyState, isLive(URL)]).toEqual([FakeEventSource.CLOSED, false]);
    vi.advanceTimersByTime(60_000);
    expect(FakeEventSource.instances.length).toBe(1);
    show("visible");
    newest().open();
    expect([FakeEventSource.instances.length, isLive(URL)]).toEqual([2, true]);
    expect(resync).toHaveBeenCalledTimes(2);
  });

  it("is off in a browser without EventSource", () => {
    vi.stubGlobal("EventSource", undefined);
    stop = followEvents({ url: URL, events: {}, resync: () => {} });
    expect(isLive(URL)).toBe(false);
  });
});

it("throttle runs immediately, then once per interval, and not again without a call", () => {
  const action = vi.fn();
  const call = throttle(action, 100);
  for (let count = 0; count < 5; count++) call();
  expect(action).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(100);
  expect(action).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1000);
  expect(action).toHaveBeenCalledTimes(2);
});
