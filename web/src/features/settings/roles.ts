/** Formats roles and scopes, and reads them from the fields of a form. */
import type { ReadField } from "@/features/settings/components/form";
import type { Role, Roles } from "@/features/settings/types";

export const ROLE_OPTIONS = { none: "no access", member: "member", owner: "owner" } as const;
export type RoleOption = keyof typeof ROLE_OPTIONS;

export const SCOPE_OPTIONS = { none: "no access", read: "read", all: "read and change" } as const;

export const toRole = (option: string): Role | null => (option === "owner" || option === "member" ? option : null);

/** Return "owner of books, member of records". */
export function formatRoles(roles: Roles): string {
  const labels = Object.entries(roles).map(([app, role]) => `${role} of ${app}`);
  return labels.join(", ") || "no role in any app";
}

/** Return the roles of the fields `role-APP`, without the apps for which none was chosen. */
export function readRoles(apps: readonly string[], read: ReadField): Roles {
  const entries = apps.map((app) => [app, toRole(read(`role-${app}`))] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Role] => entry[1] !== null));
}

/** Return the scopes of the fields `scope-APP`: `records` for full access, `records:read` for reading only. */
export function readScopes(apps: readonly string[], read: ReadField): string[] {
  return apps.flatMap((app) => {
    const option = read(`scope-${app}`);
    return option === "all" ? [app] : option === "read" ? [`${app}:read`] : [];
  });
}

/** Return "read books, read and change records". */
export function formatScopes(scopes: readonly string[] | null): string {
  if (scopes === null) return "full access of the account";
  const labels = scopes.map((scope) => {
    const [app, limit] = scope.split(":");
    return `${limit === "read" ? SCOPE_OPTIONS.read : SCOPE_OPTIONS.all} ${app}`;
  });
  return labels.join(", ");
}
