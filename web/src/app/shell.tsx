import { Outlet, useLocation } from "@tanstack/react-router";
import { CommandHost } from "@/app/palette/command-host";
import { ServerBanner } from "@/app/server-banner";
import styles from "@/app/shell.module.css";
import { Icon } from "@/shared/components/icon";
import { Link } from "@/shared/components/link";
import { ToastRegion } from "@/shared/components/toast";
import type { Feature, NavigationEntry } from "@/shared/feature";

type ShellProps = { features: readonly Feature[]; hasNavigation: boolean };

const ACTIVITY: NavigationEntry = {
  to: "/activity",
  label: "Activity",
  icon: "M1.5 9h3l2-6 3.5 11 2-5h2.5",
  sections: [],
};
const SETTINGS_ICON =
  "M8 5.7a2.3 2.3 0 1 0 0 4.6a2.3 2.3 0 0 0 0-4.6zM8 1.5v1.7M8 12.8v1.7M1.5 8h1.7M12.8 8h1.7M3.4 3.4l1.2 1.2M11.4 11.4l1.2 1.2M3.4 12.6l1.2-1.2M11.4 4.6l1.2-1.2";
const TODAY: NavigationEntry = { to: "/", label: "Today", icon: "M2 7l6-5 6 5v7H2zM6 14v-4h4v4", sections: [] };

/** The frame of every page: header, navigation and main area. */
export function Shell({ features, hasNavigation }: ShellProps) {
  const entries = [TODAY, ...features.flatMap(({ navigation }) => navigation ?? []), ACTIVITY];
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <header className={styles.header}>
        <Link to="/" className={styles.brand} aria-label="Alcove, start page">
          <img src="/alcove.svg" alt="" width="28" height="28" />
          <span>Alcove</span>
        </Link>
        {hasNavigation && <Navigation entries={entries} />}
        <div className={styles.account}>
          {hasNavigation && <CommandHost features={features} />}
          {hasNavigation && (
            <Link to="/settings" className={styles.settings} aria-label="Settings" isActiveBelow>
              <Icon path={SETTINGS_ICON} size={18} />
            </Link>
          )}
          {features.map(({ name, HeaderItem }) => HeaderItem && <HeaderItem key={name} />)}
        </div>
      </header>
      <ServerBanner />
      {hasNavigation && entries.map((entry) => <Sections key={entry.to} entry={entry} />)}
      <main id="main" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      <ToastRegion />
    </>
  );
}

function Navigation({ entries }: { entries: readonly NavigationEntry[] }) {
  return (
    <nav aria-label="Pages" className={styles.navigation}>
      {entries.map(({ to, label, icon }) => (
        <Link key={to} to={to} isActiveBelow={to !== "/"}>
          <Icon path={icon} />
          {label}
        </Link>
      ))}
    </nav>
  );
}

/** The pages of the app that is open, below the header. */
function Sections({ entry: { to, label, sections } }: { entry: NavigationEntry }) {
  const { pathname } = useLocation();
  const isOpen = pathname === to || pathname.startsWith(`${to}/`);
  if (!isOpen || sections.length === 0) return null;
  return (
    <nav aria-label={label} className={styles.sections}>
      {sections.map((section) => (
        <Link key={section.to} to={section.to} isActiveBelow={section.to !== to}>
          {section.label}
        </Link>
      ))}
    </nav>
  );
}
