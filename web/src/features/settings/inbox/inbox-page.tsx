/** The notifications of the account, the newest first. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { $api } from "@/features/settings/api";
import { inboxAddress } from "@/features/settings/inbox/address";
import styles from "@/features/settings/inbox/inbox.module.css";
import { NotificationList } from "@/features/settings/inbox/notification-list";
import { acknowledgeAll, NOTIFICATIONS, refreshNotifications } from "@/features/settings/inbox/queries";
import { Button } from "@/shared/components/button";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { Switch } from "@/shared/components/switch";
import { pluralize } from "@/shared/format";

const PAGE_SIZE = 50;
const MAX_SHOWN = 200;

export function InboxPage() {
  const search = inboxAddress.useSearch();
  const changeSearch = inboxAddress.useChangeSearch();
  const cache = useQueryClient();
  const [limit, setLimit] = useState(PAGE_SIZE);
  const query = { limit, ...(search.unread ? { unread: true } : {}) };
  const list = $api.useQuery("get", NOTIFICATIONS, { params: { query } }, { placeholderData: (shown) => shown });
  const readAll = useMutation({
    mutationFn: () => acknowledgeAll(),
    onSettled: () => refreshNotifications(cache),
  });
  const shown = list.data?.notifications ?? [];
  const unread = list.data?.unread ?? 0;
  return (
    <div className="page">
      <PageHeader
        title="Notifications"
        description={list.data && (unread > 0 ? pluralize(unread, "unread", "unread") : "All of them are read.")}
        actions={
          unread > 0 && (
            <Button isPending={readAll.isPending} onPress={() => readAll.mutate()}>
              Mark all as read
            </Button>
          )
        }
      />
      <div className={styles.bar}>
        <Switch isSelected={search.unread} onChange={(isOn) => changeSearch({ unread: isOn })}>
          Unread only
        </Switch>
        <Link to="/settings/notifications">What is reported, and where</Link>
      </div>
      <ErrorAlert error={list.error ?? readAll.error} onRetry={() => list.refetch()} />
      {list.isPending && <Skeleton label="Loading the notifications" />}
      {shown.length > 0 && <NotificationList notifications={shown} />}
      {list.data && shown.length === 0 && <Empty isFiltered={search.unread} />}
      {shown.length === limit && limit < MAX_SHOWN && (
        <Button isPending={list.isFetching} onPress={() => setLimit(Math.min(limit + PAGE_SIZE, MAX_SHOWN))}>
          Show earlier notifications
        </Button>
      )}
    </div>
  );
}

function Empty({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState
        title="No unread notification"
        action={
          <Link to="/notifications" className="button">
            Show all
          </Link>
        }
      />
    );
  }
  return (
    <EmptyState
      title="Nothing has been reported yet"
      action={
        <Link to="/settings/notifications" className="button">
          Choose what is reported
        </Link>
      }
    />
  );
}
