/** The server's shapes by the names the page uses. */
import type { components } from "@/generated/account";

type Schemas = components["schemas"];

export type AccountState = Schemas["AccountState"];
/** Who is calling. `kind` says how the server knows: `local` is nobody's proof, for it asks for none. */
export type Account = Schemas["AccountView"];
/** What somebody may do in each app; an app that is missing is closed to them. */
export type Roles = Account["roles"];
export type Role = Roles[string];
export type Session = Schemas["SessionView"];
export type ApiToken = Schemas["TokenView"];
export type NewApiToken = Schemas["TokenBody"];
export type ListedAccount = Schemas["ListedAccount"];
/** An invitation as owners see it; its link is a path where the server knows no address of its own. */
export type Invitation = Schemas["InvitationView"];
/** An invitation as the invited person sees it. */
export type OpenInvitation = Schemas["InvitationPreview"];
export type SignInBody = Schemas["SignInBody"];
export type NewAccountBody = Schemas["NewAccountBody"];
export type SetupBody = Schemas["SetupBody"];
