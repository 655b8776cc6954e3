import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient } from "@/shared/api/client";
import { followEvents, isAnyLive, isLive, throttle } from "@/shared/live";
import { FakeEventSource, fakeEventSource } from "@/shared/testing/fake-event-source";
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

describe("the stream of events", () => {
  it("hands each event to its handler and reads again after a gap", () => {
    const newest = fakeEventSource();
    const thing = vi.fn();
    const resync = vi.fn();
    stop = followEvents({ url: URL, events: { thing }, resync });
    expect(isLive(URL)).toBe(false);
    newest().begin();
    newest().tell("thing", { id: 1 });
    newest().tell("other", { id: 2 });
    expect(thing.mock.calls).toEqual([[{ id: 1 }]]);
    expect([isLive(URL), isAnyLive(), resync.mock.calls.length]).toEqual([true, true, 0]);
    newest().tell("resync", {});
    expect(resync).toHaveBeenCalledTimes(1);
    newest().fail();
    expect([isLive(URL), resync.mock.calls.length]).toEqual([false, 2]);
    newest().begin();
    expect([isLive(URL), resync.mock.calls.length]).toEqual([true, 3]);
    expect(FakeEventSource.opened.length).toBe(1);
  });

  it("tries a refused stream again after a while", () => {
    const newest = fakeEventSource();
    stop = followEvents({ url: URL, events: {}, resync: () => {} });
    newest().fail({ refused: true });
    expect(FakeEventSource.opened.length).toBe(1);
    vi.advanceTimersByTime(30_000);
    expect(FakeEventSource.opened.length).toBe(2);
    newest().begin();
    expect(isLive(URL)).toBe(true);
  });

  it("ends for good when an answer says that somebody has to sign in, for a stream would make the browser ask", async () => {
    const newest = fakeEventSource();
    stop = followEvents({ url: URL, events: {}, resync: () => {} });
    newest().begin();
    fakeServer({ "GET /things/": () => reply(401, { error: "Sign in.", code: "sign_in_needed" }) });
    await expect(createClient<Paths>().get("/things", {})).rejects.toMatchObject({ status: 401 });
    expect([newest().readyState, isLive(URL)]).toEqual([FakeEventSource.CLOSED, false]);
    vi.advanceTimersByTime(60_000);
    show("hidden");
    show("visible");
    expect(FakeEventSource.opened.length).toBe(1);
  });

  it("gives the connection back while nobody sees the page", () => {
    const newest = fakeEventSource();
    const resync = vi.fn();
    stop = followEvents({ url: URL, events: {}, resync });
    newest().begin();
    show("hidden");
    expect([newest().readyState, isLive(URL)]).toEqual([FakeEventSource.CLOSED, false]);
    vi.advanceTimersByTime(60_000);
    expect(FakeEventSource.opened.length).toBe(1);
    show("visible");
    newest().begin();
    expect([FakeEventSource.opened.length, isLive(URL)]).toEqual([2, true]);
    expect(resync).toHaveBeenCalledTimes(2);
  });

  it("is not there in a browser that knows none", () => {
    vi.stubGlobal("EventSource", undefined);
    stop = followEvents({ url: URL, events: {}, resync: () => {} });
    expect(isLive(URL)).toBe(false);
  });
});

it("acts at once, then once per interval, and not again without a call", () => {
  const action = vi.fn();
  const call = throttle(action, 100);
  for (let count = 0; count < 5; count++) call();
  expect(action).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(100);
  expect(action).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1000);
  expect(action).toHaveBeenCalledTimes(2);
});
