import { createBrowserRouter, Navigate, type RouteObject } from "react-router";
import { Fault, Nowhere } from "@/app/error-pages";
import { Layout } from "@/app/shell";
import { StatusPage } from "@/app/status-page";
import { JudgePage } from "@/features/records/judge/judge-page";
import { SearchPage } from "@/features/records/search/search-page";
import { SellersPage } from "@/features/records/sellers/sellers-page";
import { TodayPage } from "@/features/records/today/today-page";

const page = (path: string, Component: () => React.ReactNode): RouteObject => ({
  path,
  Component,
  ErrorBoundary: Fault,
});

/** Addresses that earlier pages of this server had. */
const FORMER = {
  home: "/",
  dashboard: "/",
  "by-seller": "/sellers",
  "seller-trigger": "/sellers",
  recommender: "/judge",
};

export const routes: RouteObject[] = [
  {
    Component: Layout,
    ErrorBoundary: Fault,
    children: [
      page("/", TodayPage),
      page("/search", SearchPage),
      page("/sellers", SellersPage),
      page("/judge", JudgePage),
      page("/status", StatusPage),
      ...Object.entries(FORMER).map(([path, to]) => ({ path, element: <Navigate to={to} replace /> })),
      page("*", Nowhere),
    ],
  },
];

export const newRouter = () => createBrowserRouter(routes);
