/** The records app on the page: its routes, its navigation and its section of the status page. */
import "@/features/records/components/offers.css";
import "@/features/records/today/today.css";
import "@/features/records/search/search.css";
import "@/features/records/sellers/sellers.css";
import "@/features/records/judge/judge.css";
import { Navigate } from "react-router";
import { DiscogsStatus } from "@/features/records/discogs-status";
import { JudgePage } from "@/features/records/judge/judge-page";
import { createRecordsLiveSource } from "@/features/records/live";
import { SearchPage } from "@/features/records/search/search-page";
import { SellersPage } from "@/features/records/sellers/sellers-page";
import { TodayPage } from "@/features/records/today/today-page";
import type { Feature } from "@/shared/feature";

/** Paths of the old front end, and the pages that replace them. */
const REDIRECTS = {
  "/home": "/",
  "/dashboard": "/",
  "/by-seller": "/sellers",
  "/seller-trigger": "/sellers",
  "/recommender": "/judge",
};

export const feature: Feature = {
  name: "records",
  routes: [
    { path: "/", Component: TodayPage },
    { path: "/search", Component: SearchPage },
    { path: "/sellers", Component: SellersPage },
    { path: "/judge", Component: JudgePage },
    ...Object.entries(REDIRECTS).map(([path, to]) => ({ path, element: <Navigate to={to} replace /> })),
  ],
  navigation: [
    {
      to: "/",
      label: "Today",
      icon: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm0 5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3Z",
    },
    { to: "/search", label: "Search", icon: "M7 2a5 5 0 1 0 0 10A5 5 0 0 0 7 2Zm3.6 8.6L14.5 14.5" },
    { to: "/sellers", label: "Sellers", icon: "M2 2v12M5.5 2v12M9 2v12M11.5 2.4l3 11.2" },
    { to: "/judge", label: "Judge", icon: "M1.5 8.5l4 4 9-9" },
  ],
  StatusSection: DiscogsStatus,
  live: createRecordsLiveSource,
};
