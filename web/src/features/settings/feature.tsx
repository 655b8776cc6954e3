/** Accounts on the page: sign-in, sign-out, the own account and, for owners, all accounts. */
import "@/features/settings/account-menu.css";
import { AccountMenu } from "@/features/settings/account-menu";
import { requireSignIn } from "@/features/settings/auth-guard";
import type { Feature } from "@/shared/feature";
import { lazyPage } from "@/shared/routing/page";

export const feature: Feature = {
  name: "settings",
  isAlwaysOn: true,
  pages: [
    lazyPage("/sign-in", () => import("@/features/settings/sign-in/sign-in-page"), "SignInPage"),
    lazyPage("/sign-up", () => import("@/features/settings/sign-in/sign-up-page"), "SignUpPage"),
    lazyPage("/welcome", () => import("@/features/settings/sign-in/welcome-page"), "WelcomePage"),
    lazyPage("/invitation", () => import("@/features/settings/sign-in/invitation-page"), "InvitationPage"),
    lazyPage("/reset", () => import("@/features/settings/sign-in/reset-page"), "ResetPage"),
    lazyPage("/settings/account", () => import("@/features/settings/settings/account-page"), "AccountPage"),
  ],
  redirects: { "/account": "/settings/account" },
  settings: [
    {
      to: "/settings/account",
      label: "Account",
      description: "Your name, password, sessions and tokens, and the accounts of other people.",
    },
  ],
  HeaderItem: AccountMenu,
  guard: requireSignIn,
};
