/** The client of the records API. */
import type { paths } from "@/generated/records";
import { createClient } from "@/shared/api/client";

export const { get, post, remove } = createClient<paths>();
