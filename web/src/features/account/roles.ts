/** Roles and scopes in words, and between a form's fields and what the server takes. */
import type { ReadField } from "@/features/account/components/form";
import type { Role, Roles } from "@/features/account/types";

export const ROLE_OPTIONS = { none: "no access", member: "member", owner: "owner" } as const;
export type RoleOption = keyof typeof ROLE_OPTIONS;

export const SCOPE_OPTIONS = { none: "nothing", read: "read", all: "read and change" } as const;
export type ScopeOption = keyof typeof SCOPE_OPTIONS;

export const toRole = (option: string): Role | null => (option === "owner" || option === "member" ? option : null);

/** Return "owner of books, member of records". */
export function describeRoles(roles: Roles): string {
  const parts = Object.entries(roles).map(([app, role]) => `${role} of ${app}`);
  return parts.join(", ") || "no role in any app";
}

/** Return the roles of the fields `role-APP`; an app for which none was chosen is missing. */
export function readRoles(apps: readonly string[], read: ReadField): Roles {
  const chosen = apps.map((app) => [app, toRole(read(`role-${app}`))] as const);
  return Object.fromEntries(chosen.filter((entry): entry is [string, Role] => entry[1] !== null));
}

/** Return the scopes of the fields `scope-APP`: `records` for everything, `records:read` for reading only. */
export function readScopes(apps: readonly string[], read: ReadField): string[] {
  return apps.flatMap((app) => {
    const option = read(`scope-${app}`);
    return option === "all" ? [app] : option === "read" ? [`${app}:read`] : [];
  });
}

/** Return "read books, read and change records". */
export function describeScopes(scopes: readonly string[] | null): string {
  if (scopes === null) return "everything that the account may do";
  const parts = scopes.map((scope) => {
    const [app, limit] = scope.split(":");
    return `${limit === "read" ? SCOPE_OPTIONS.read : SCOPE_OPTIONS.all} ${app}`;
  });
  return parts.join(", ");
}
