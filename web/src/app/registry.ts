/** Collects the features. The app names none of them, so that deleting a folder removes the feature. */
import type { Feature } from "@/shared/feature";

type FeatureModules = Record<string, { feature: Feature }>;

/** Return the features in the order of their folders; throw if a feature's name differs from its folder's. */
export function collectFeatures(modules: FeatureModules): Feature[] {
  return Object.entries(modules).map(([path, { feature }]) => {
    const folder = path.split("/").at(-2);
    if (feature.name !== folder) throw new Error(`The feature in ${path} is named ${feature.name}, not ${folder}.`);
    return feature;
  });
}

export const features = collectFeatures(import.meta.glob("../features/*/feature.tsx", { eager: true }));
