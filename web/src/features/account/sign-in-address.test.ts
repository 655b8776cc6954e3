import { describe, expect, it } from "vitest";
import { readNext, signInAddress } from "@/features/account/sign-in-address";

const next = (address: string) => readNext(new URLSearchParams({ next: address }));
const origin = window.location.origin;

describe("the way back after signing in", () => {
  it("leads to the very place, with its filters and its part of the page", () => {
    const address = signInAddress({ pathname: "/search", search: "?q=a%26b&page=2", hash: "#results" });
    const { pathname, searchParams } = new URL(address, origin);
    expect(pathname).toBe("/sign-in");
    expect(readNext(searchParams)).toBe(`${origin}/search?q=a%26b&page=2#results`);
  });

  it("is not written where it leads to the start page, as it does from pages for strangers", () => {
    expect(signInAddress({ pathname: "/", search: "", hash: "" })).toBe("/sign-in");
    expect(signInAddress({ pathname: "/sign-in", search: "?next=/judge", hash: "" })).toBe("/sign-in");
    expect(signInAddress({ pathname: "/welcome", search: "?code=used", hash: "" })).toBe("/sign-in");
    expect([next(""), next("/sign-in?next=/judge")]).toEqual([`${origin}/`, `${origin}/`]);
  });

  it("never leads to another server", () => {
    const hostile = [
      "https://evil.test/",
      "//evil.test",
      "/\\evil.test",
      "\\\\evil.test",
      "javascript:alert(1)",
      "http://[",
    ];
    expect(hostile.map(next)).toEqual(hostile.map(() => `${origin}/`));
    expect(next("/.//evil.test")).toBe(`${origin}//evil.test`);
  });
});
