/** Collects the features; no line of the app names one, so that a feature is deleted with its folder. */
import type { Feature } from "@/shared/feature";

type FeatureModules = Record<string, { feature: Feature }>;

/** Return the features in the order of their folders; a name that is not the folder's stops the page. */
export function collectFeatures(modules: FeatureModules): Feature[] {
  return Object.entries(modules).map(([path, { feature }]) => {
    const folder = path.split("/").at(-2);
    if (feature.name !== folder) throw new Error(`The feature in ${path} is named ${feature.name}, not ${folder}.`);
    return feature;
  });
}

export const features = collectFeatures(import.meta.glob("../features/*/feature.tsx", { eager: true }));
