/** The addresses of the pages of sellers. */
import { defineAddress } from "@/shared/routing/page";
import { readText } from "@/shared/routing/search";

/** `seller` names the seller to scrape; older links have it. */
export const sellersAddress = defineAddress("/records/sellers", (raw): { seller?: string } => {
  const seller = readText(raw, "seller").trim();
  return seller ? { seller } : {};
});

export const sellerAddress = defineAddress("/records/sellers/$name");
