import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { watchLostFocus } from "@/shared/lost-focus";

const byId = (id: string) => document.getElementById(id) as HTMLElement;

/** Wait for more frames than the watcher does. */
async function frames() {
  for (let frame = 0; frame < 8; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

describe("watchLostFocus", () => {
  let stop: () => void;
  afterEach(() => stop());
  beforeEach(() => {
    stop = watchLostFocus();
    document.body.innerHTML = `
      <main tabindex="-1">
        <h1 tabindex="-1" id="heading">Page</h1>
        <div><button id="alone">Alone</button></div>
        <ul>
          <li id="first"><a href="/1" id="link-1">1</a><button id="button-1">Delete</button></li>
          <li id="second"><a href="/2" id="link-2">2</a><button id="button-2">Delete</button></li>
        </ul>
      </main>`;
  });

  const loseFocus = async (id: string, removed: string) => {
    byId(id).focus();
    byId(removed).remove();
    await frames();
    return document.activeElement?.id;
  };

  it("goes to the row after the one that was removed", async () => {
    expect(await loseFocus("button-1", "first")).toBe("link-2");
  });

  it("goes to the row before when the last one was removed", async () => {
    expect(await loseFocus("button-2", "second")).toBe("link-1");
  });

  it("goes to the heading when nothing is beside", async () => {
    expect(await loseFocus("alone", "alone")).toBe("heading");
  });

  it("goes back to what opened a dialog", async () => {
    byId("button-2").focus();
    document.body.insertAdjacentHTML("beforeend", `<div id="dialog"><button id="close">Close</button></div>`);
    expect(await loseFocus("close", "dialog")).toBe("button-2");
  });

  it("leaves the focus alone when a click beside a control took it away", async () => {
    byId("button-2").focus();
    byId("heading").dispatchEvent(new Event("pointerdown", { bubbles: true }));
    byId("button-2").blur();
    byId("second").remove();
    await frames();
    expect(document.activeElement).toBe(document.body);
  });
});
