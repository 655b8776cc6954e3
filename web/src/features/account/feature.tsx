/** Accounts on the page: signing in and out, one's own account, and the accounts of others for owners. */
import "@/features/account/account-menu.css";
import { AccountMenu } from "@/features/account/account-menu";
import { requireSignIn } from "@/features/account/auth-guard";
import type { Feature } from "@/shared/feature";

// Most people see these pages once in a while, so that their code is loaded with them.
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
