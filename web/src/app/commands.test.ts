import { describe, expect, it } from "vitest";
import { collectCommands } from "@/app/commands";
import type { Feature } from "@/shared/feature";

const alpha: Feature = {
  name: "alpha",
  pages: [],
  navigation: {
    to: "/alpha",
    label: "Library",
    icon: "",
    sections: [
      { to: "/alpha", label: "All" },
      { to: "/alpha/new", label: "New" },
    ],
  },
  settings: [{ to: "/settings/alpha", label: "Alpha", description: "" }],
  commands: [{ id: "add", label: "Add a thing", keys: "n", to: "/alpha/new" }],
};

describe("the commands", () => {
  it("are the actions and pages of the features, with a key for each main page", () => {
    const [actions, pages] = collectCommands([alpha]);
    expect(actions?.commands.map(({ id }) => id)).toEqual(["add"]);
    expect(pages?.commands.map(({ label, keys }) => [label, keys])).toEqual([
      ["Today", "g t"],
      ["Library", "g l"],
      ["Activity", "g a"],
      ["Library: New", undefined],
      ["Settings", "g ,"],
      ["Settings: Alpha", undefined],
    ]);
  });
});
