import { NavLink, Outlet, ScrollRestoration } from "react-router";
import type { Feature, NavigationEntry } from "@/shared/feature";

export type ShellProps = { features: readonly Feature[]; navigation: readonly NavigationEntry[] };

/** The frame of every page: header, navigation and main area. */
export function Shell({ features, navigation }: ShellProps) {
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <header className="page-header">
        <NavLink to="/" className="brand" aria-label="Alcove, start page">
          <img src="/alcove.svg" alt="" width="28" height="28" />
          <span>Alcove</span>
        </NavLink>
        {navigation.length > 0 && (
          <nav aria-label="Pages">
            {navigation.map(({ to, label, icon }) => (
              <NavLink key={to} to={to} end={to === "/"}>
                <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
                  <path d={icon} />
                </svg>
                {label}
              </NavLink>
            ))}
          </nav>
        )}
        {features.map(({ name, HeaderItem }) => HeaderItem && <HeaderItem key={name} />)}
      </header>
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <ScrollRestoration />
    </>
  );
}
