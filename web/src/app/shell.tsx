import { NavLink, Outlet, ScrollRestoration } from "react-router";

const PAGES = [
  {
    to: "/",
    name: "Today",
    icon: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm0 5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3Z",
  },
  { to: "/search", name: "Search", icon: "M7 2a5 5 0 1 0 0 10A5 5 0 0 0 7 2Zm3.6 8.6L14.5 14.5" },
  { to: "/sellers", name: "Sellers", icon: "M2 2v12M5.5 2v12M9 2v12M11.5 2.4l3 11.2" },
  { to: "/judge", name: "Judge", icon: "M1.5 8.5l4 4 9-9" },
  { to: "/status", name: "Status", icon: "M1 9h3l2-6 4 11 2-5h3" },
] as const;

/** What stands around every page. */
export function Layout() {
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <header className="head">
        <NavLink to="/" className="brand" aria-label="Alcove, today's record">
          <img src="/alcove.svg" alt="" width="28" height="28" />
          <span>Alcove</span>
        </NavLink>
        <nav aria-label="Pages">
          {PAGES.map(({ to, name, icon }) => (
            <NavLink key={to} to={to} end={to === "/"}>
              <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
                <path d={icon} />
              </svg>
              {name}
            </NavLink>
          ))}
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <ScrollRestoration />
    </>
  );
}
