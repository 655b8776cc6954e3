import { useQuery } from "@tanstack/react-query";
import { AccountMenu } from "@/features/settings/account-menu";
import { InboxLink } from "@/features/settings/inbox/inbox-link";
import { accountQuery, getSignedInAccount } from "@/features/settings/queries";

/** The notifications and the account in the header; somebody who has to sign in first has no notifications. */
export function HeaderItems() {
  const { data } = useQuery(accountQuery());
  const isKnown = data !== undefined && (!data.sign_in_required || getSignedInAccount(data) !== null);
  return (
    <>
      {isKnown && <InboxLink />}
      <AccountMenu />
    </>
  );
}
