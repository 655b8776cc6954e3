import { describe, expect, it } from "vitest";
import { parseEvent } from "@/features/study/tutor/answer-events";

describe("events of an answer", () => {
  it("have their position, and their end says how the answer ended", () => {
    expect(parseEvent('id: 7\ndata: {"type":"content","content":"Because"}')).toEqual({
      type: "content",
      content: "Because",
      position: 7,
    });
    expect(parseEvent('data: {"type":"done"}')).toEqual({ type: "done", state: "complete" });
    expect(parseEvent('data: {"type":"done","state":"stopped"}')).toEqual({ type: "done", state: "stopped" });
    expect(parseEvent('retry: 1000\ndata: {"type":"error","error":"No.","code":"x","state":"running"}')).toEqual({
      type: "error",
      error: "No.",
      code: "x",
      state: "running",
    });
  });

  it("are nothing else", () => {
    for (const block of [":", "", "data: [DONE]", 'data: {"type":"later"}']) expect(parseEvent(block)).toBeNull();
  });
});
