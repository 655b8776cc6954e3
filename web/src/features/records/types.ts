/** Names for the generated types of the records API. */
import type { components } from "@/generated/records";

type Schemas = components["schemas"];

export type Dashboard = Schemas["Dashboard"];
export type Listing = Schemas["Listing"];
export type Expected = Schemas["PredictedListing"];
export type Strategy = JudgeBatch["strategy"];
export type TasteModels = Schemas["TasteModels"];
export type RivalModel = Schemas["EvaluatedModel"];
export type Pick = Schemas["Pick"];
export type Breakdown = Schemas["Breakdown"];
export type SearchPage = Schemas["SearchPage"];
export type ScrapeStatus = Schemas["ScrapeStatus"];
export type JudgeBatch = Schemas["JudgeBatch"];
export type Performance = Schemas["ModelPerformance"];
