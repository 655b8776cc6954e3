import { afterEach, describe, expect, it, vi } from "vitest";
import { browser } from "@/shared/browser";

function makeField(value: string): HTMLInputElement {
  const field = document.createElement("input");
  field.value = value;
  document.body.append(field);
  return field;
}

describe("copying text", () => {
  afterEach(() => document.body.replaceChildren());

  it("uses the clipboard when the browser has one", async () => {
    const writeText = vi.fn(async () => undefined);
    vi.stubGlobal("navigator", { clipboard: { writeText } });
    expect(await browser.copy(makeField("alc_1"))).toBe(true);
    expect(writeText).toHaveBeenCalledWith("alc_1");
  });

  it("falls back to execCommand without TLS, and returns false when that fails", async () => {
    vi.stubGlobal("navigator", {});
    const field = makeField("alc_1");
    document.execCommand = vi.fn(() => true);
    expect(await browser.copy(field)).toBe(true);
    expect([field.selectionStart, field.selectionEnd]).toEqual([0, 5]);
    document.execCommand = vi.fn(() => false);
    expect(await browser.copy(field)).toBe(false);
  });
});
