import { describe, expect, it } from "vitest";
import { collectCommands } from "@/app/commands";
import { collectFeatures, features } from "@/app/registry";
import type { Feature } from "@/shared/feature";

const makeFeature = (name: string): Feature => ({ name, pages: [] });

describe("the registry of features", () => {
  it("has one feature for each folder with a feature.tsx", () => {
    const folders = Object.keys(import.meta.glob("../features/*/feature.tsx")).map((path) => path.split("/").at(-2));
    expect(features.map(({ name }) => name)).toEqual(folders);
  });

  it("has no duplicate path", () => {
    const paths = features.flatMap(({ pages }) => pages.map(({ address }) => address.path));
    expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([]);
  });

  it("has no two commands with the same key, and none whose key begins another's", () => {
    const commands = collectCommands(features).flatMap((group) => group.commands);
    const keys = commands.flatMap((command) => command.keys ?? []);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    expect(keys.filter((key) => keys.some((other) => other.startsWith(`${key} `)))).toEqual([]);
  });

  it("rejects a feature whose name differs from its folder's", () => {
    expect(collectFeatures({ "../features/alpha/feature.tsx": { feature: makeFeature("alpha") } })).toHaveLength(1);
    expect(() => collectFeatures({ "../features/beta/feature.tsx": { feature: makeFeature("alpha") } })).toThrow(
      "The feature in ../features/beta/feature.tsx is named alpha, not beta.",
    );
  });
});
