/** Names for the generated types of the account API. */
import type { components } from "@/generated/server";

type Schemas = components["schemas"];

export type AccountState = Schemas["AccountState"];
/** The caller. `kind` is how the server identified it; `local` is the owner of a server without sign-in. */
export type Account = Schemas["AccountView"];
/** The roles of an account by app; it has no access to an app that is missing. */
export type Roles = Account["roles"];
export type Role = Roles[string];
export type Session = Schemas["SessionView"];
export type ApiToken = Schemas["TokenView"];
export type NewApiToken = Schemas["TokenBody"];
export type ListedAccount = Schemas["ListedAccount"];
/** An invitation as owners see it; the link is a path if the server does not know its public URL. */
export type Invitation = Schemas["InvitationView"];
/** An invitation as the invited person sees it. */
export type OpenInvitation = Schemas["InvitationPreview"];
export type SignInBody = Schemas["SignInBody"];
export type NewAccountBody = Schemas["NewAccountBody"];
export type SetupBody = Schemas["SetupBody"];
