import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useRef } from "react";
import type { Notification } from "@/features/settings/api";
import styles from "@/features/settings/inbox/inbox.module.css";
import { acknowledge, refreshNotifications, remove } from "@/features/settings/inbox/queries";
import { toTarget } from "@/features/settings/sign-in-url";
import { Button } from "@/shared/components/button";
import { ErrorAlert } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { formatDateTime } from "@/shared/format";

export function NotificationList({ notifications }: { notifications: readonly Notification[] }) {
  const list = useRef<HTMLUListElement>(null);
  return (
    <ul ref={list} tabIndex={-1} className={styles.list} aria-label="Notifications">
      {notifications.map((notification) => (
        // The row of a deleted notification takes the focus with it.
        <NotificationRow
          key={notification.id}
          notification={notification}
          onRemoved={() => list.current?.focus({ preventScroll: true })}
        />
      ))}
    </ul>
  );
}

type RowProps = { notification: Notification; onRemoved: () => void };

function NotificationRow({
  notification: { id, title, body, link, created_at, acknowledged_at },
  onRemoved,
}: RowProps) {
  const cache = useQueryClient();
  const titleId = useId();
  const row = useRef<HTMLLIElement>(null);
  const onSettled = () => refreshNotifications(cache);
  const read = useMutation({
    mutationFn: () => acknowledge(id),
    onSuccess: () => row.current?.focus({ preventScroll: true }),
    onSettled,
  });
  const removal = useMutation({ mutationFn: () => remove(id), onSuccess: onRemoved, onSettled });
  const isUnread = acknowledged_at === null;
  return (
    <li ref={row} tabIndex={-1} className={styles.notification} data-unread={isUnread || undefined}>
      <div className={styles.text}>
        <p className={styles.title} id={titleId}>
          {link.startsWith("/") ? (
            <Link {...toTarget(link)} onClick={() => isUnread && read.mutate()}>
              {title}
            </Link>
          ) : (
            title
          )}
          {isUnread && <span className={styles.new}>New</span>}
        </p>
        {body && <p className={styles.body}>{body}</p>}
        <p className={styles.time}>{formatDateTime(created_at)}</p>
        <ErrorAlert error={read.error ?? removal.error} />
      </div>
      <div className={styles.buttons}>
        {isUnread && (
          <Button aria-describedby={titleId} isPending={read.isPending} onPress={() => read.mutate()}>
            Mark as read
          </Button>
        )}
        <Button
          variant="quiet"
          aria-describedby={titleId}
          isPending={removal.isPending}
          onPress={() => removal.mutate()}
        >
          Delete
        </Button>
      </div>
    </li>
  );
}
