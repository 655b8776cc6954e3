import { describe, expect, it } from "vitest";
import {
  decodeSearch,
  encodeSearch,
  readChoice,
  readFlag,
  readList,
  readNumber,
  readText,
} from "@/shared/routing/search";

describe("search parameters", () => {
  it("survive encoding and decoding, with lists as repeated names", () => {
    const query = encodeSearch({ genre: ["Jazz", "Rock & Roll"], price: 12.5, text: "à ?=", unjudged: true });
    expect(query).toBe("?genre=Jazz&genre=Rock+%26+Roll&price=12.5&text=%C3%A0+%3F%3D&unjudged=true");
    expect(decodeSearch(query)).toEqual({
      genre: ["Jazz", "Rock & Roll"],
      price: "12.5",
      text: "à ?=",
      unjudged: "true",
    });
  });

  it("leave out what is empty", () => {
    expect(encodeSearch({ a: "", b: null, c: undefined, d: [], e: false })).toBe("");
  });

  it("are read as texts, lists, numbers, choices and flags, whatever an address says", () => {
    const raw = decodeSearch("?a=1&a=2&n=3,5&s=up&f=1&empty=");
    expect(readText(raw, "a")).toBe("2");
    expect(readList(raw, "a")).toEqual(["1", "2"]);
    expect(readList(raw, "empty")).toEqual([]);
    expect(readNumber(raw, "n")).toBeNull();
    expect(readNumber(raw, "f")).toBe(1);
    expect(readChoice(raw, "s", ["down", "up"])).toBe("up");
    expect(readChoice(raw, "f", ["down", "up"])).toBe("down");
    expect(readFlag(raw, "f")).toBe(true);
    expect(readFlag({ f: true } as never, "f")).toBe(true);
    expect(readFlag(raw, "missing")).toBe(false);
  });
});
