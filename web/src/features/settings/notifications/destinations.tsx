import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { $api, api, type Destination } from "@/features/settings/api";
import styles from "@/features/settings/notifications/notifications.module.css";
import { invalidatePaths } from "@/shared/api/api";
import { Button } from "@/shared/components/button";
import { ErrorAlert } from "@/shared/components/feedback";
import { RadioGroup, TextField } from "@/shared/components/fields";
import { showToast } from "@/shared/components/toast";
import { formatDateTime } from "@/shared/format";

type Channel = Destination["channel"];
const PATH = "/api/notifications/destinations";
const CHANNELS: Record<Channel, string> = { webhook: "Webhook", apprise: "Apprise" };

export const useDestinations = () => $api.useQuery("get", PATH);

/** Where notifications are sent besides the page and mail. */
export function Destinations() {
  const destinations = useDestinations();
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <section aria-labelledby="destinations" className={styles.section}>
      <h2 id="destinations" ref={heading} tabIndex={-1}>
        Webhooks and Apprise
      </h2>
      <ErrorAlert error={destinations.error} onRetry={() => destinations.refetch()} />
      <ul className={styles.kinds} aria-label="Destinations">
        {destinations.data?.destinations.map((destination) => (
          <DestinationRow key={destination.id} destination={destination} onRemoved={() => heading.current?.focus()} />
        ))}
      </ul>
      <AddDestination />
    </section>
  );
}

type DestinationRowProps = { destination: Destination; onRemoved: () => void };

function DestinationRow({ destination, onRemoved }: DestinationRowProps) {
  const { id, address, label, channel, last_state, last_at, last_error } = destination;
  const cache = useQueryClient();
  const params = { path: { id } };
  const refresh = () => invalidatePaths(cache, PATH);
  const test = useMutation({
    mutationFn: () => api.POST(`${PATH}/{id}/test`, { params }),
    onSuccess: () => showToast({ message: "A test notification is being sent." }),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => api.DELETE(`${PATH}/{id}`, { params }),
    onSuccess: onRemoved,
    onSettled: refresh,
  });
  return (
    <li>
      <p className={styles.address}>
        <b>{label || CHANNELS[channel]}</b> {address}
      </p>
      <p className="details">
        {last_state
          ? `Last delivery: ${last_state}${last_at ? `, ${formatDateTime(last_at)}` : ""}`
          : "Nothing sent yet"}
        {last_error && `: ${last_error}`}
      </p>
      <div className={styles.channels}>
        <Button isPending={test.isPending} onPress={() => test.mutate()}>
          Send a test
        </Button>
        <Button variant="danger" isPending={remove.isPending} onPress={() => remove.mutate()}>
          Remove
        </Button>
      </div>
      <ErrorAlert error={test.error ?? remove.error} />
    </li>
  );
}

function AddDestination() {
  const cache = useQueryClient();
  const [channel, setChannel] = useState<Channel>("webhook");
  const [address, setAddress] = useState("");
  const add = useMutation({
    mutationFn: () => api.POST(PATH, { body: { channel, address, label: "", secret: null } }),
    onSuccess: ({ data }) => {
      setAddress("");
      const secret = data?.secret;
      showToast({ message: secret ? `Added. It signs with the key ${secret}, which is shown once.` : "Added." });
    },
    onSettled: () => invalidatePaths(cache, PATH),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <RadioGroup label="Kind" value={channel} onChange={setChannel} options={CHANNELS} />
      <TextField
        label="Address"
        value={address}
        onChange={setAddress}
        isRequired
        placeholder={channel === "webhook" ? "https://example.org/hook" : "mailtos://user:password@example.org"}
      />
      <Button type="submit" isPending={add.isPending}>
        Add the address
      </Button>
      <ErrorAlert error={add.error} />
    </form>
  );
}
