import { Navigate, type RouteObject } from "react-router";
import { ErrorBoundary, NotFoundPage } from "@/app/error-pages";
import { Shell } from "@/app/shell";
import { StatusPage } from "@/app/status-page";
import type { Feature, NavigationEntry } from "@/shared/feature";

const STATUS: NavigationEntry = { to: "/status", label: "Status", icon: "M1 9h3l2-6 4 11 2-5h3" };

/** Return the routes of the app and of these features. Without a feature that owns `/`, it leads to the first entry. */
export function buildRoutes(features: readonly Feature[]): RouteObject[] {
  const navigation = [...features.flatMap((feature) => feature.navigation), STATUS];
  const start = navigation.find(({ to }) => to !== "/") ?? STATUS;
  const pages: RouteObject[] = [
    ...features.flatMap((feature) => feature.routes),
    { path: "/status", element: <StatusPage features={features} /> },
    { path: "/", element: <Navigate to={start.to} replace /> },
    { path: "*", element: <NotFoundPage /> },
  ];
  return [
    {
      element: <Shell navigation={navigation} />,
      ErrorBoundary,
      children: pages.map((route) => ({ ErrorBoundary, ...route })),
    },
  ];
}
