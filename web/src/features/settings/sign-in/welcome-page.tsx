import "@/features/settings/account.css";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "@/features/settings/api";
import { EmailField, Form, NameField, PasswordField, TextField } from "@/features/settings/components/form";
import { accountQuery } from "@/features/settings/queries";
import type { SetupBody } from "@/features/settings/types";
import { take } from "@/shared/api/api";
import { ApiError } from "@/shared/api/client";
import { browser } from "@/shared/browser";
import { Link } from "@/shared/components/link";
import { useDocumentTitle } from "@/shared/hooks";
import { readText } from "@/shared/routing/search";
import { useRawSearch } from "@/shared/routing/use-raw-search";

/** Creates the first account, with the one-time code of the link that the server printed. */
export function WelcomePage() {
  useDocumentTitle("Welcome");
  const { data } = useQuery(accountQuery());
  return (
    <div className="page account-page narrow">
      <h1>Welcome to Alcove</h1>
      {data && !data.setup_needed ? <AlreadySetUp /> : <SetupForm />}
    </div>
  );
}

function AlreadySetUp() {
  return (
    <p>
      This server already has its first account. <Link to="/sign-in">Sign in</Link>, or ask an owner for an invitation.
    </p>
  );
}

function SetupForm() {
  const params = useRawSearch();
  const code = readText(params, "code");
  const setUp = useMutation({
    mutationFn: (body: SetupBody) => take(api.POST("/api/account/setup", { body })),
    onSuccess: () => browser.load("/"),
  });
  const cause = setUp.error instanceof ApiError ? setUp.error.code : "";
  return (
    <>
      <p>Create the first account of this server. It becomes the owner of every app and can invite others.</p>
      <Form
        submit={setUp.isPending ? "Creating the account" : "Create the account"}
        isBusy={setUp.isPending || setUp.isSuccess}
        error={setUp.error}
        focusFirst
        onSubmit={(read) =>
          setUp.mutate({
            code: code || read("code"),
            email: read("email"),
            name: read("name") || null,
            password: read("password"),
          })
        }
      >
        {!code && (
          <TextField
            label="One-time code"
            name="code"
            hint="It is the last part of the link that the server printed when it started."
          />
        )}
        <EmailField />
        <NameField isOptional />
        <PasswordField isNew />
      </Form>
      {cause === "setup_code_wrong" && (
        <p className="aside">The server prints a new link each time it starts. Use the latest link.</p>
      )}
      {cause === "already_set_up" && <AlreadySetUp />}
    </>
  );
}
