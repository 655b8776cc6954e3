/** Chooses the pages to show, and the frame around them, from the features. */
import type { QueryClient } from "@tanstack/react-query";
import { fetchActiveFeatures } from "@/app/active-features";
import { activityAddress } from "@/app/activity/address";
import { ErrorPage, NotFoundPage, PendingPage } from "@/app/error-pages";
import { chooseFeatures } from "@/app/preferences";
import { Shell } from "@/app/shell";
import type { Feature } from "@/shared/feature";
import type { Page } from "@/shared/routing/page";
import { defineAddress } from "@/shared/routing/page";
import type { RouterOptions } from "@/shared/routing/router";

export type ChosenPages = {
  features: readonly Feature[];
  pages: readonly Page[];
  options: RouterOptions;
  /** Whether all pages are shown, and not only those for people who have to sign in. */
  isOpen: boolean;
};

/** Return the features to start and their pages: all active features, or only the one whose guard replaces them. */
export async function choosePages(features: readonly Feature[], cache: QueryClient): Promise<ChosenPages> {
  for (const feature of features.filter(({ isAlwaysOn }) => isAlwaysOn)) {
    const Replacement = await feature.guard?.(cache);
    if (!Replacement) continue;
    const rest: Page = { address: defineAddress("$"), load: async () => Replacement };
    const start: Page = { address: defineAddress("/"), load: async () => Replacement };
    const frame = { features: [feature], hasNavigation: false };
    return { features: [feature], pages: [...feature.pages, start, rest], options: buildOptions(frame), isOpen: false };
  }
  return buildPages(await chooseFeatures(await fetchActiveFeatures(features), cache));
}

/** Return the pages of the app and of these features. */
export function buildPages(features: readonly Feature[]): ChosenPages {
  const pages: Page[] = [
    ...features.flatMap((feature) => feature.pages),
    { address: defineAddress("/"), load: async () => (await import("@/app/today-page")).createTodayPage(features) },
    {
      address: activityAddress,
      load: async () => (await import("@/app/activity/activity-page")).createActivityPage(features),
    },
    {
      address: defineAddress("/settings/appearance"),
      load: async () => (await import("@/app/appearance-page")).AppearancePage,
    },
    {
      address: defineAddress("/settings"),
      load: async () => (await import("@/app/settings-page")).createSettingsPage(features),
    },
    {
      address: defineAddress("/settings/status"),
      load: async () => (await import("@/app/status-page")).createStatusPage(features),
    },
  ];
  return { features, pages, options: buildOptions({ features, hasNavigation: true }), isOpen: true };
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
