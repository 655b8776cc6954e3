import type { ComponentType } from "react";
import styles from "@/app/settings.module.css";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import type { Feature, SettingsEntry } from "@/shared/feature";

const STATUS: SettingsEntry = {
  to: "/settings/status",
  label: "Status",
  description: "Whether every part of the server works.",
};

const APPEARANCE: SettingsEntry = {
  to: "/settings/appearance",
  label: "Appearance",
  description: "Light or dark, and which apps the page shows.",
};

/** Return the index of the settings pages of these features. */
export async function createSettingsPage(features: readonly Feature[]): Promise<ComponentType> {
  const entries = [...features.flatMap(({ settings }) => settings ?? []), APPEARANCE, STATUS];
  return () => <SettingsPage entries={entries} />;
}

function SettingsPage({ entries }: { entries: readonly SettingsEntry[] }) {
  return (
    <div className="page">
      <PageHeader title="Settings" />
      <ul className={styles.list}>
        {entries.map(({ to, label, description }) => (
          <li key={to}>
            <Link to={to}>{label}</Link>
            <p>{description}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
