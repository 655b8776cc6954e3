import { describe, expect, it } from "vitest";
import { formatBrowserName } from "@/features/settings/settings/browser-name";

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const SAFARI =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";

describe("the browser name", () => {
  it("is recognised although browsers list the names of others", () => {
    expect(formatBrowserName(CHROME)).toBe("Chrome on Windows");
    expect(formatBrowserName(`${CHROME} Edg/142.0.0.0`)).toBe("Edge on Windows");
    expect(formatBrowserName(SAFARI)).toBe("Safari on iPhone");
  });

  it("is the program's name if it is not a browser", () => {
    expect(formatBrowserName("curl/8.5.0")).toBe("curl");
    expect([formatBrowserName(null), formatBrowserName("")]).toEqual(["Unknown program", "Unknown program"]);
  });
});
