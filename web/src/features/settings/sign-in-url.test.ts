import { describe, expect, it } from "vitest";
import { buildSignInUrl, readNext } from "@/features/settings/sign-in-url";

const next = (address: string) => readNext(address);
const origin = window.location.origin;

describe("the URL to return to after the sign-in", () => {
  it("keeps path, query and hash", () => {
    const address = buildSignInUrl({ pathname: "/search", href: "/search?q=a%26b&page=2#results" });
    const { pathname, searchParams } = new URL(address, origin);
    expect(pathname).toBe("/sign-in");
    expect(readNext(searchParams.get("next") ?? "")).toBe(`${origin}/search?q=a%26b&page=2#results`);
  });

  it("is left out for the start page and for pages of signed-out users", () => {
    expect(buildSignInUrl({ pathname: "/", href: "/" })).toBe("/sign-in");
    expect(buildSignInUrl({ pathname: "/sign-in", href: "/sign-in?next=/judge" })).toBe("/sign-in");
    expect(buildSignInUrl({ pathname: "/welcome", href: "/welcome?code=used" })).toBe("/sign-in");
    expect([next(""), next("/sign-in?next=/judge")]).toEqual([`${origin}/`, `${origin}/`]);
  });

  it("is never on another server", () => {
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
