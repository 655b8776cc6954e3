/** The records app on the page. */
import "@/features/records/components/offers.css";
import "@/features/records/today/today.css";
import "@/features/records/search/search.css";
import "@/features/records/sellers/sellers.css";
import "@/features/records/judge/judge.css";
import { createRecordsLiveSource } from "@/features/records/live";
import { searchAddress } from "@/features/records/search/filters";
import type { Feature } from "@/shared/feature";
import { lazyPage } from "@/shared/routing/page";

export const feature: Feature = {
  name: "records",
  pages: [
    lazyPage(searchAddress, () => import("@/features/records/search/search-page"), "SearchPage"),
    lazyPage("/records/sellers", () => import("@/features/records/sellers/sellers-page"), "SellersPage"),
    lazyPage("/records/dig", () => import("@/features/records/judge/judge-page"), "JudgePage"),
  ],
  redirects: {
    "/search": "/records",
    "/by-seller": "/records/sellers",
    "/sellers": "/records/sellers",
    "/seller-trigger": "/records/sellers",
    "/judge": "/records/dig",
    "/recommender": "/records/dig",
  },
  navigation: {
    to: "/records",
    label: "Records",
    icon: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm0 5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3Z",
    sections: [
      { to: "/records", label: "Search" },
      { to: "/records/dig", label: "Dig" },
      { to: "/records/sellers", label: "Sellers" },
    ],
  },
  loadTodayCard: async () => (await import("@/features/records/today/today-page")).TodayCard,
  loadStatusSection: async () => (await import("@/features/records/discogs-status")).DiscogsStatus,
  live: createRecordsLiveSource,
};
