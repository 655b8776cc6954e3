import { createBrowserRouter, Navigate, type RouteObject } from "react-router";
import { JudgePage } from "@/pages/judge/page";
import { SearchPage } from "@/pages/search/page";
import { SellersPage } from "@/pages/sellers/page";
import { StatusPage } from "@/pages/status/page";
import { TodayPage } from "@/pages/today/page";
import { Fault, Nowhere } from "@/parts/fault";
import { Layout } from "@/parts/layout";

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
