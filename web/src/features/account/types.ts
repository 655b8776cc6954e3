/**
 * The server's shapes by the names the page uses. `paths` has the form of the generated types, so that
 * `@/generated/account` can take its place.
 */

export type Role = "owner" | "member";
/** What somebody may do in each app; an app that is missing is closed to them. */
export type Roles = { [app: string]: Role };
/** How the server knows who is calling; `local` is nobody's proof, it asks for none. */
export type CredentialKind = "session" | "token" | "password" | "server-token" | "proxy" | "local";

export type Account = {
  /** Null for the server's token, which is nobody's account. */
  id: string | null;
  name: string;
  email: string | null;
  roles: Roles;
  kind: CredentialKind;
  /** The way of signing in: `accounts` are the server's own. */
  backend: string;
};

export type AccountState = {
  signed_in: boolean;
  sign_in_required: boolean;
  setup_needed: boolean;
  sign_up_allowed: boolean;
  password_reset: boolean;
  backends: string[];
  account: Account | null;
};

export type Session = {
  id: string;
  created_at: string;
  seen_at: string;
  address: string | null;
  user_agent: string | null;
  current: boolean;
};

export type ApiToken = {
  id: string;
  name: string;
  /** Null for no limit. */
  scopes: string[] | null;
  created_at: string;
  used_at: string | null;
  expires_at: string | null;
  /** The token itself, only in the answer to the request that makes it. */
  token?: string;
};

export type ListedAccount = {
  id: string;
  name: string;
  email: string | null;
  roles: Roles;
  has_password: boolean;
  created_at: string | null;
  last_sign_in_at: string | null;
};

export type Invitation = {
  id: string;
  email: string | null;
  roles: Roles;
  created_at: string;
  expires_at: string;
  /** What to hand over, only in the answer to the request that makes it; a path where the server knows no address. */
  link?: string;
};

/** An invitation as the invited person sees it. */
export type OpenInvitation = { email: string | null; roles: Roles; expires_at: string };

type Answers<A> = { responses: { 200: { content: { "application/json": A } } } };
type Done = Answers<{ ok: true }>;
type Sends<B> = { requestBody: { content: { "application/json": B } } };
type At<P> = { parameters: { path: P } };

type SignedIn = { account: Account };
type NewPerson = { email?: string | null; name?: string | null; password: string };

export type paths = {
  "/api/account": { get: Answers<AccountState> };
  "/api/account/sign-in": {
    post: Answers<SignedIn> & Sends<{ name: string; password: string; remember?: boolean }>;
  };
  "/api/account/sign-out": { post: Done };
  "/api/account/setup": { post: Answers<SignedIn> & Sends<NewPerson & { code: string }> };
  "/api/account/sign-up": { post: Answers<SignedIn> & Sends<NewPerson> };
  "/api/account/invitations/{code}": {
    get: Answers<OpenInvitation> & At<{ code: string }>;
    post: Answers<SignedIn> & At<{ code: string }> & Sends<NewPerson>;
  };
  "/api/account/password": { post: Done & Sends<{ current: string; new: string }> };
  "/api/account/recover": {
    post: { responses: { 202: { content: { "application/json": { ok: true } } } } } & Sends<{ email: string }>;
  };
  "/api/account/reset": { post: Done & Sends<{ code: string; password: string }> };
  "/api/account/sessions": { get: Answers<{ sessions: Session[] }>; delete: Answers<{ ended: number }> };
  "/api/account/sessions/{id}": { delete: Done & At<{ id: string }> };
  "/api/account/tokens": {
    get: Answers<{ tokens: ApiToken[] }>;
    post: Answers<ApiToken> & Sends<{ name: string; scopes: string[]; days: number | null }>;
  };
  "/api/account/tokens/{id}": { delete: Done & At<{ id: string }> };
  "/api/accounts": { get: Answers<{ accounts: ListedAccount[] }> };
  "/api/accounts/{id}": {
    patch: Answers<ListedAccount> & At<{ id: string }> & Sends<{ roles: { [app: string]: Role | null } }>;
    delete: Done & At<{ id: string }>;
  };
  "/api/accounts/invitations": {
    get: Answers<{ invitations: Invitation[] }>;
    post: Answers<Invitation> & Sends<{ email: string | null; roles: Roles }>;
  };
  "/api/accounts/invitations/{id}": { delete: Done & At<{ id: string }> };
};
