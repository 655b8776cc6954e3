/** The client of the records API. */
import type { paths } from "@/generated/records";
import { createApi } from "@/shared/api/api";

export const { api, $api } = createApi<paths>();
