import { cleanup, fireEvent, render } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { formatKeys, listenToShortcuts, registerShortcuts, useShortcuts } from "@/shared/shortcuts";

describe("shortcuts", () => {
  let stop: () => void;
  beforeEach(() => {
    stop = listenToShortcuts();
  });
  afterEach(() => {
    stop();
    cleanup();
  });

  const press = (key: string, target: Element = document.body, options: KeyboardEventInit = {}) =>
    fireEvent.keyDown(target, { key, ...options });

  function register(keys: string) {
    const run = vi.fn();
    const remove = registerShortcuts({ title: "Test", shortcuts: [{ keys, label: "Run", run }] });
    return { run, remove };
  }

  it("run with the focus on the body, a button, a link or a radio button, and never in a field, menu or dialog", () => {
    const { run, remove } = register("k");
    const { container } = render(
      <>
        <button type="button">B</button>
        <a href="/">L</a>
        <input type="radio" />
        <input aria-label="text" />
        <textarea />
        <select />
        <div role="menu">
          <span />
        </div>
      </>,
    );
    press("k");
    for (const element of container.querySelectorAll("button, a, input[type=radio]")) press("k", element);
    expect(run).toHaveBeenCalledTimes(4);
    for (const element of container.querySelectorAll("input[aria-label], textarea, select, span")) press("k", element);
    expect(run).toHaveBeenCalledTimes(4);
    render(<div role="dialog" />);
    press("k");
    expect(run).toHaveBeenCalledTimes(4);
    remove();
  });

  it("are sequences, letters with Ctrl or ⌘, and forgotten when they are removed", () => {
    const go = register("g r");
    const find = register("mod+k");
    press("g");
    press("r");
    press("r");
    press("k", document.body, { ctrlKey: true });
    press("k", document.body, { metaKey: true });
    press("k", document.body, { altKey: true });
    expect([go.run.mock.calls.length, find.run.mock.calls.length]).toEqual([1, 2]);
    go.remove();
    find.remove();
    press("g");
    press("r");
    expect(go.run).toHaveBeenCalledTimes(1);
  });

  it("of a page are active while it is shown, and run its newest function", () => {
    const runs: number[] = [];
    const Page = ({ number }: { number: number }) => {
      useShortcuts("Page", [{ keys: "n", label: "Note", run: () => runs.push(number) }]);
      return null;
    };
    const { rerender, unmount } = render(<Page number={1} />);
    press("n");
    rerender(<Page number={2} />);
    press("n");
    unmount();
    press("n");
    expect(runs).toEqual([1, 2]);
  });

  it("are written as people read them", () => {
    expect([formatKeys("g r"), formatKeys("mod+k"), formatKeys("ArrowLeft")]).toEqual([["g", "r"], ["Ctrl+K"], ["←"]]);
  });
});
