/** Chooses the pages to show, and the frame around them, from the features. */
import type { QueryClient } from "@tanstack/react-query";
import { fetchActiveFeatures } from "@/app/active-features";
import { ErrorPage, NotFoundPage, PendingPage } from "@/app/error-pages";
import { Shell } from "@/app/shell";
import type { Feature } from "@/shared/feature";
import type { Page } from "@/shared/routing/page";
import { defineAddress } from "@/shared/routing/page";
import type { RouterOptions } from "@/shared/routing/router";

export type ChosenPages = { features: readonly Feature[]; pages: readonly Page[]; options: RouterOptions };

/** Return the features to start and their pages: all active features, or only the one whose guard replaces them. */
export async function choosePages(features: readonly Feature[], cache: QueryClient): Promise<ChosenPages> {
  for (const feature of features.filter(({ isAlwaysOn }) => isAlwaysOn)) {
    const Replacement = await feature.guard?.(cache);
    if (!Replacement) continue;
    const rest: Page = { address: defineAddress("$"), load: async () => Replacement };
    const start: Page = { address: defineAddress("/"), load: async () => Replacement };
    const frame = { features: [feature], hasNavigation: false };
    return { features: [feature], pages: [...feature.pages, start, rest], options: buildOptions(frame) };
  }
  return buildPages(await fetchActiveFeatures(features));
}

/** Return the pages of the app and of these features. */
export function buildPages(features: readonly Feature[]): ChosenPages {
  const pages: Page[] = [
    ...features.flatMap((feature) => feature.pages),
    { address: defineAddress("/"), load: async () => (await import("@/app/today-page")).createTodayPage(features) },
    {
      address: defineAddress("/settings"),
      load: async () => (await import("@/app/settings-page")).createSettingsPage(features),
    },
    {
      address: defineAddress("/settings/status"),
      load: async () => (await import("@/app/status-page")).createStatusPage(features),
    },
  ];
  return { features, pages, options: buildOptions({ features, hasNavigation: true }) };
}

/** Former addresses of the app's own pages. */
const REDIRECTS = { "/home": "/", "/status": "/settings/status" };

function buildOptions(frame: { features: readonly Feature[]; hasNavigation: boolean }): RouterOptions {
  const redirects = frame.features.map((feature) => feature.redirects ?? {});
  return {
    Layout: () => <Shell {...frame} />,
    ErrorPage,
    NotFoundPage,
    PendingPage,
    redirects: Object.assign({}, REDIRECTS, ...redirects),
  };
}
