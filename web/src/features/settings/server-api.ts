/** The client of the server's own endpoints. */
import type { components, paths } from "@/generated/server";
import { createApi } from "@/shared/api/api";

export type KindPreference = components["schemas"]["KindPreference"];
export type Destination = components["schemas"]["DestinationView"];
export type QuietHours = components["schemas"]["QuietHoursBody"];

export const { api, $api } = createApi<paths>();
