import { useQuery } from "@tanstack/react-query";
import { $api, type PagePreferences } from "@/app/overview-api";
import { preferencesQuery, useChangePreferences } from "@/app/preferences";
import styles from "@/app/settings.module.css";
import { type Appearance, applyAppearance } from "@/shared/appearance";
import { browser } from "@/shared/browser";
import { Button } from "@/shared/components/button";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Checkbox, RadioGroup } from "@/shared/components/fields";
import { PageHeader } from "@/shared/components/page-header";
import { showToast } from "@/shared/components/toast";

const LABELS: Record<Appearance, string> = { system: "As the system", light: "Light", dark: "Dark" };

/** The look of the page, and the running apps that it shows. */
export function AppearancePage() {
  const preferences = useQuery(preferencesQuery());
  return (
    <div className="page">
      <PageHeader title="Appearance" />
      <ErrorAlert error={preferences.error} onRetry={() => preferences.refetch()} />
      {preferences.isPending && <Skeleton rows={2} />}
      {preferences.data && <AppearanceForm preferences={preferences.data} />}
    </div>
  );
}

function AppearanceForm({ preferences }: { preferences: PagePreferences }) {
  const change = useChangePreferences();
  const apps = $api.useQuery("get", "/api/apps");
  const running = apps.data?.apps ?? [];
  const shown = preferences.apps ?? running;
  const chooseAppearance = (appearance: Appearance) => {
    applyAppearance(appearance);
    change.mutate({ appearance });
  };
  const toggle = (name: string, isShown: boolean) => {
    const chosen = isShown ? [...shown, name] : shown.filter((other) => other !== name);
    change.mutate(
      { apps: chosen.length === running.length ? null : chosen },
      {
        onSuccess: () =>
          showToast({
            message: "The page shows these apps when it is loaded again.",
            action: { label: "Load it now", run: () => browser.load("/settings/appearance") },
          }),
      },
    );
  };
  return (
    <div className={styles.form}>
      <RadioGroup
        label="Colours"
        value={preferences.appearance ?? "system"}
        options={LABELS}
        onChange={chooseAppearance}
      />
      <fieldset className={styles.group}>
        <legend>Apps</legend>
        {running.map((name) => (
          <Checkbox
            key={name}
            isSelected={shown.includes(name)}
            isDisabled={shown.length === 1 && shown.includes(name)}
            onChange={(isShown) => toggle(name, isShown)}
          >
            {name.charAt(0).toUpperCase() + name.slice(1)}
          </Checkbox>
        ))}
      </fieldset>
      <ErrorAlert error={change.error} />
      {preferences.first_run_done && (
        <p>
          <Button onPress={() => change.mutate({ first_run_done: false }, { onSuccess: () => browser.load("/") })}>
            Show the first steps again
          </Button>
        </p>
      )}
    </div>
  );
}
