/** The client of the records API. */
import type { paths } from "@/generated/records";
import { createApi } from "@/shared/api/api";
import { createClient } from "@/shared/api/client";

export const { get, post, remove } = createClient<paths>();
export const { api, $api } = createApi<paths>();
