import { $api, type KindPreference } from "@/features/settings/api";
import { Destinations, useDestinations } from "@/features/settings/notifications/destinations";
import styles from "@/features/settings/notifications/notifications.module.css";
import { QuietHoursForm } from "@/features/settings/notifications/quiet-hours-form";
import { useChangeNotifications } from "@/features/settings/notifications/use-change-notifications";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Checkbox } from "@/shared/components/fields";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";

const CHANNELS = { page: "On the page", mail: "Mail", webhook: "Webhook", apprise: "Apprise" } as const;
type Channel = keyof typeof CHANNELS;

/** Which events are reported where, when not, and the addresses of webhooks and Apprise. */
export function NotificationsPage() {
  const preferences = $api.useQuery("get", "/api/notifications/preferences");
  // Shown together, so that nothing moves when one of them arrives later.
  const destinations = useDestinations();
  const kinds = preferences.data?.kinds ?? [];
  return (
    <div className="page">
      <PageHeader title="Notifications" description="Which events are reported, and where." />
      <ErrorAlert error={preferences.error} onRetry={() => preferences.refetch()} />
      {preferences.isPending && <Skeleton rows={4} />}
      {preferences.data && kinds.length === 0 && (
        <EmptyState
          title="No app of yours reports anything"
          action={
            <Link to="/" className="button">
              See the next steps
            </Link>
          }
        />
      )}
      {kinds.length > 0 && (
        <ul className={styles.kinds} aria-label="Kinds of notifications">
          {kinds.map((kind) => (
            <KindRow key={kind.kind} kind={kind} />
          ))}
        </ul>
      )}
      {preferences.data && <QuietHoursForm hours={preferences.data.quiet_hours} />}
      {!preferences.isPending && !destinations.isPending && <Destinations />}
    </div>
  );
}

function KindRow({ kind }: { kind: KindPreference }) {
  const change = useChangeNotifications();
  const toggle = (channel: Channel, isOn: boolean) => {
    const channels = isOn ? [...kind.channels, channel] : kind.channels.filter((other) => other !== channel);
    change.mutate({ kinds: { [kind.kind]: channels } });
  };
  return (
    <li>
      <h2 className={styles.kind}>{kind.title}</h2>
      <div className={styles.channels}>
        {(Object.keys(CHANNELS) as Channel[]).map((channel) => (
          <Checkbox
            key={channel}
            aria-label={`${kind.title}: ${CHANNELS[channel]}`}
            isSelected={kind.channels.includes(channel)}
            onChange={(isOn) => toggle(channel, isOn)}
          >
            {CHANNELS[channel]}
          </Checkbox>
        ))}
      </div>
      <ErrorAlert error={change.error} />
    </li>
  );
}
