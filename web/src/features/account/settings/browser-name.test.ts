import { describe, expect, it } from "vitest";
import { describeBrowser } from "@/features/account/settings/browser-name";

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const SAFARI =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";

describe("a browser's name", () => {
  it("is told from those that it names besides its own", () => {
    expect(describeBrowser(CHROME)).toBe("Chrome on Windows");
    expect(describeBrowser(`${CHROME} Edg/142.0.0.0`)).toBe("Edge on Windows");
    expect(describeBrowser(SAFARI)).toBe("Safari on iPhone");
  });

  it("is the program's own for what is no browser", () => {
    expect(describeBrowser("curl/8.5.0")).toBe("curl");
    expect([describeBrowser(null), describeBrowser("")]).toEqual(["Unknown program", "Unknown program"]);
  });
});
