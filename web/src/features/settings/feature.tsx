/** Accounts on the page: sign-in, the own account and its notifications and, for owners, all accounts. */
import "@/features/settings/account-menu.css";
import { requireSignIn } from "@/features/settings/auth-guard";
import { HeaderItems } from "@/features/settings/header-items";
import { inboxAddress } from "@/features/settings/inbox/address";
import { createNotificationSource } from "@/features/settings/inbox/queries";
import type { Feature } from "@/shared/feature";
import { lazyPage } from "@/shared/routing/page";

export const feature: Feature = {
  name: "settings",
  isAlwaysOn: true,
  pages: [
    lazyPage("/sign-in", () => import("@/features/settings/sign-in/sign-in-page"), "SignInPage"),
    lazyPage("/welcome", () => import("@/features/settings/sign-in/welcome-page"), "WelcomePage"),
    lazyPage("/invitation", () => import("@/features/settings/sign-in/invitation-page"), "InvitationPage"),
    lazyPage("/reset", () => import("@/features/settings/sign-in/reset-page"), "ResetPage"),
    lazyPage(inboxAddress, () => import("@/features/settings/inbox/inbox-page"), "InboxPage"),
    lazyPage("/settings/account", () => import("@/features/settings/settings/account-page"), "AccountPage"),
    lazyPage(
      "/settings/notifications",
      () => import("@/features/settings/notifications/notifications-page"),
      "NotificationsPage",
    ),
    lazyPage("/settings/data", () => import("@/features/settings/data/data-page"), "DataPage"),
  ],
  redirects: { "/account": "/settings/account", "/sign-up": "/settings/account" },
  settings: [
    {
      to: "/settings/account",
      label: "Account",
      description: "Your name, password, sessions and tokens, and the accounts of other people.",
    },
    {
      to: "/settings/notifications",
      label: "Notifications",
      description: "What is reported on the page, by mail, webhooks and Apprise, and when not.",
    },
    { to: "/settings/data", label: "Your data", description: "Export what belongs to your account, or delete it." },
  ],
  commands: [{ id: "settings.inbox", label: "Notifications", keys: "g n", to: "/notifications" }],
  HeaderItem: HeaderItems,
  guard: requireSignIn,
  live: createNotificationSource,
};
