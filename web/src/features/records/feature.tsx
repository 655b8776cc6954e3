/** The records app on the page. */
import { digAddress } from "@/features/records/dig/address";
import { discogsAddress } from "@/features/records/discogs/address";
import { keptAddress } from "@/features/records/kept/address";
import { createRecordsLiveSource } from "@/features/records/live";
import { offerAddress } from "@/features/records/offer/address";
import { searchAddress } from "@/features/records/search/filters";
import { sellerAddress, sellersAddress } from "@/features/records/sellers/addresses";
import type { Feature } from "@/shared/feature";
import { lazyPage } from "@/shared/routing/page";

export const feature: Feature = {
  name: "records",
  pages: [
    lazyPage(searchAddress, () => import("@/features/records/search/search-page"), "SearchPage"),
    lazyPage(offerAddress, () => import("@/features/records/offer/offer-page"), "OfferPage"),
    lazyPage(digAddress, () => import("@/features/records/dig/dig-page"), "DigPage"),
    lazyPage(keptAddress, () => import("@/features/records/kept/kept-page"), "KeptPage"),
    lazyPage(sellersAddress, () => import("@/features/records/sellers/sellers-page"), "SellersPage"),
    lazyPage(sellerAddress, () => import("@/features/records/sellers/seller-page"), "SellerPage"),
    lazyPage("/records/model", () => import("@/features/records/model/model-page"), "ModelPage"),
    lazyPage(discogsAddress, () => import("@/features/records/discogs/discogs-page"), "DiscogsPage"),
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
      { to: "/records/kept", label: "Kept" },
      { to: "/records/sellers", label: "Sellers" },
      { to: "/records/model", label: "Model" },
    ],
  },
  commands: [
    { id: "records.scrape", label: "Scrape a seller", keys: "n s", to: "/records/sellers#scrape" },
    {
      id: "records.undo",
      label: "Undo the last verdict",
      keys: "z v",
      run: async (cache) => (await import("@/features/records/verdicts/undo-last")).undoLastVerdict(cache),
    },
    { id: "records.dig", label: "Dig: judge offers one at a time", keys: "g d", to: "/records/dig" },
    { id: "records.kept", label: "Kept records", keys: "g k", to: "/records/kept" },
  ],
  settings: [
    {
      to: "/settings/discogs",
      label: "Discogs",
      description: "Paste a token or sign in, and test the connection.",
    },
  ],
  loadTodayCard: async () => (await import("@/features/records/today/today-page")).TodayCard,
  live: createRecordsLiveSource,
};
