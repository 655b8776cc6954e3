import { useState } from "react";
import styles from "@/app/first-run/first-run.module.css";
import { $api } from "@/app/overview-api";
import { useChangePreferences } from "@/app/preferences";
import { browser } from "@/shared/browser";
import { Button } from "@/shared/components/button";
import { ErrorAlert } from "@/shared/components/feedback";
import { Checkbox } from "@/shared/components/fields";
import { Link } from "@/shared/components/link";
import type { Feature } from "@/shared/feature";

/** Ask a new account which apps it wants, and how to begin with each. The page below works meanwhile. */
export function FirstRun({ features: all }: { features: readonly Feature[] }) {
  const features = all.filter(({ navigation }) => navigation);
  const today = $api.useQuery("get", "/api/today");
  const server = $api.useQuery("get", "/api/apps");
  const [chosen, setChosen] = useState(() => features.map(({ name }) => name));
  const change = useChangePreferences();
  const finish = (apps: string[] | null) =>
    change.mutate({ apps, first_run_done: true }, { onSuccess: () => apps && browser.load("/") });
  const hasData = (name: string) =>
    today.data?.apps.some(({ app, facts }) => app === name && facts.some(({ value }) => value > 0)) ?? false;
  const toggle = (name: string, isChosen: boolean) =>
    setChosen(isChosen ? [...chosen, name] : chosen.filter((other) => other !== name));
  return (
    <section aria-labelledby="first-run" className={styles.panel}>
      <h2 id="first-run">Choose your apps</h2>
      <p className={styles.hint}>You can change this later under Settings, Appearance.</p>
      <ul className={styles.apps}>
        {features.map((feature) => (
          <AppChoice
            key={feature.name}
            feature={feature}
            isChosen={chosen.includes(feature.name)}
            isDemo={server.data?.demo ?? false}
            hasData={hasData(feature.name)}
            onChange={(isChosen) => toggle(feature.name, isChosen)}
          />
        ))}
      </ul>
      <ErrorAlert error={change.error} />
      <div className={styles.buttons}>
        <Button
          variant="primary"
          isPending={change.isPending}
          isDisabled={chosen.length === 0}
          onPress={() => finish(chosen.length === features.length ? null : chosen)}
        >
          Use these apps
        </Button>
        <Button variant="quiet" isPending={change.isPending} onPress={() => finish(null)}>
          Later
        </Button>
      </div>
    </section>
  );
}

type AppChoiceProps = {
  feature: Feature;
  isChosen: boolean;
  /** Whether this server is the demonstration. */
  isDemo: boolean;
  hasData: boolean;
  onChange: (isChosen: boolean) => void;
};

/** One app: whether it is shown, where it is connected, and the data of a demonstration. */
function AppChoice({ feature: { navigation, settings }, isChosen, isDemo, hasData, onChange }: AppChoiceProps) {
  const connect = settings?.[0];
  if (!navigation) return null;
  return (
    <li className={styles.app}>
      <Checkbox isSelected={isChosen} onChange={onChange}>
        {navigation.label}
      </Checkbox>
      <span className={styles.ways}>
        {connect && <Link to={connect.to}>Connect: {connect.label}</Link>}
        {isDemo && <Link to={navigation.to}>Try the demo's data</Link>}
        {!isDemo && hasData && <Link to={navigation.to}>See what is here</Link>}
        {!isDemo && !hasData && (
          <span className={styles.hint}>
            To try the demo's data, run <code>alcove serve --demo</code>.
          </span>
        )}
      </span>
    </li>
  );
}
