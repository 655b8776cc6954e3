/** The address of the page of the connection to Discogs, to which Discogs returns after a sign-in. */
import { defineAddress } from "@/shared/routing/page";
import { readText } from "@/shared/routing/search";

type Returned = {
  /** The code of a sign-in that the owner agreed to. */
  oauth_verifier?: string;
  /** Set when the owner refused. */
  denied?: string;
};

export const discogsAddress = defineAddress("/settings/discogs", (raw): Returned => {
  const oauth_verifier = readText(raw, "oauth_verifier");
  const denied = readText(raw, "denied");
  return { ...(oauth_verifier && { oauth_verifier }), ...(denied && { denied }) };
});
