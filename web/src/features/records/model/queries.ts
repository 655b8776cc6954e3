/** The requests of the page of the model. */
import { keepPreviousData } from "@tanstack/react-query";
import { $api } from "@/features/records/api";
import type { components } from "@/generated/records";

export type Statistics = components["schemas"]["Statistics"];
export type ModelStatistics = components["schemas"]["ModelStatistics"];
export type Accuracy = components["schemas"]["Accuracy"];
export type PastPick = components["schemas"]["PastPick"];
export type Band = components["schemas"]["Band"];

export const useStatistics = () => $api.useQuery("get", "/api/records/statistics");

export const usePicks = (page: number) =>
  $api.useQuery("get", "/api/records/picks", { params: { query: { page } } }, { placeholderData: keepPreviousData });
