import { defineAddress } from "@/shared/routing/page";

export const offerAddress = defineAddress("/records/offer/$id");
