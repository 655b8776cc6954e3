/** Names for the generated types of the records API. */
import type { components } from "@/generated/records";

type Schemas = components["schemas"];

export type Dashboard = Schemas["Dashboard"];
export type Listing = Schemas["Listing"];
export type Pick = Schemas["Pick"];
export type Breakdown = Schemas["Breakdown"];
export type ScrapeStatus = Schemas["ScrapeStatus"];

export type OfferRow = Schemas["OfferRow"];
export type OfferPage = Schemas["OfferPage"];
export type OfferDetails = Schemas["OfferDetails"];
export type OfferChoices = Schemas["OfferChoices"];
export type JudgedOffer = Schemas["JudgedOffer"];
export type DigBatch = Schemas["DigBatch"];
export type VerdictList = Schemas["VerdictList"];
export type Verdict = "keep" | "skip";
export type VerdictCounts = Schemas["VerdictCounts"];
