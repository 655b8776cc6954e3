import styles from "@/features/settings/inbox/inbox.module.css";
import { useUnreadCount } from "@/features/settings/inbox/queries";
import { Icon } from "@/shared/components/icon";
import { Link } from "@/shared/components/link";
import { formatCount, pluralize } from "@/shared/format";

const BELL = "M3.5 11.5h9l-1.2-1.8V7a3.3 3.3 0 0 0-6.6 0v2.7zM6.7 13.7h2.6M8 2v1.6";
const MANY = 100;

/** The link to the notifications in the header, with the number of unread ones. */
export function InboxLink() {
  const { data } = useUnreadCount();
  const unread = data?.unread ?? 0;
  const name = unread > 0 ? `Notifications, ${pluralize(unread, "unread", "unread")}` : "Notifications";
  return (
    <Link to="/notifications" className={styles.link} aria-label={name} title={name}>
      <Icon path={BELL} size={18} />
      {unread > 0 && <span className={styles.count}>{unread < MANY ? formatCount(unread) : "99+"}</span>}
    </Link>
  );
}
