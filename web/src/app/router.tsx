/** Builds the routes of the page from its features. */
import type { QueryClient } from "@tanstack/react-query";
import { Navigate, type RouteObject } from "react-router";
import { fetchActiveFeatures } from "@/app/active-features";
import { ErrorBoundary, NotFoundPage } from "@/app/error-pages";
import { Shell, type ShellProps } from "@/app/shell";
import { StatusPage } from "@/app/status-page";
import type { Feature, NavigationEntry } from "@/shared/feature";

const STATUS: NavigationEntry = { to: "/status", label: "Status", icon: "M1 9h3l2-6 4 11 2-5h3" };

export type Pages = { features: readonly Feature[]; routes: RouteObject[] };

/** Return the features to start and their routes: all active features, or only the one whose guard replaces them. */
export async function choosePages(features: readonly Feature[], cache: QueryClient): Promise<Pages> {
  for (const feature of features.filter(({ isAlwaysOn }) => isAlwaysOn)) {
    const Replacement = await feature.guard?.(cache);
    if (!Replacement) continue;
    const routes = [...feature.routes, { path: "*", Component: Replacement }];
    return { features: [feature], routes: wrapInShell(routes, { features: [feature], navigation: [] }) };
  }
  const active = await fetchActiveFeatures(features);
  return { features: active, routes: buildRoutes(active) };
}

/** Return the routes of the app and of these features. If no feature owns `/`, it redirects to the first entry. */
export function buildRoutes(features: readonly Feature[]): RouteObject[] {
  const navigation = [...features.flatMap((feature) => feature.navigation), STATUS];
  const start = navigation.find(({ to }) => to !== "/") ?? STATUS;
  const pages: RouteObject[] = [
    ...features.flatMap((feature) => feature.routes),
    { path: "/status", element: <StatusPage features={features} /> },
    { path: "/", element: <Navigate to={start.to} replace /> },
    { path: "*", element: <NotFoundPage /> },
  ];
  return wrapInShell(pages, { features, navigation });
}

function wrapInShell(pages: readonly RouteObject[], { features, navigation }: ShellProps): RouteObject[] {
  return [
    {
      element: <Shell features={features} navigation={navigation} />,
      ErrorBoundary,
      // Shown while the code of the first page is loading.
      hydrateFallbackElement: <Shell features={features} navigation={navigation} />,
      children: pages.map((route) => ({ ErrorBoundary, ...route })),
    },
  ];
}
