/** Accounts on the page: sign-in, sign-out, the own account and, for owners, all accounts. */
import "@/features/account/account-menu.css";
import { AccountMenu } from "@/features/account/account-menu";
import { requireSignIn } from "@/features/account/auth-guard";
import type { Feature } from "@/shared/feature";

// These pages are opened rarely, so their code is loaded on demand.
export const feature: Feature = {
  name: "account",
  isAlwaysOn: true,
  routes: [
    {
      path: "/sign-in",
      lazy: async () => ({ Component: (await import("@/features/account/sign-in/sign-in-page")).SignInPage }),
    },
    {
      path: "/sign-up",
      lazy: async () => ({ Component: (await import("@/features/account/sign-in/sign-up-page")).SignUpPage }),
    },
    {
      path: "/welcome",
      lazy: async () => ({ Component: (await import("@/features/account/sign-in/welcome-page")).WelcomePage }),
    },
    {
      path: "/invitation",
      lazy: async () => ({ Component: (await import("@/features/account/sign-in/invitation-page")).InvitationPage }),
    },
    {
      path: "/reset",
      lazy: async () => ({ Component: (await import("@/features/account/sign-in/reset-page")).ResetPage }),
    },
    {
      path: "/account",
      lazy: async () => ({ Component: (await import("@/features/account/settings/account-page")).AccountPage }),
    },
  ],
  navigation: [],
  HeaderItem: AccountMenu,
  guard: requireSignIn,
};
