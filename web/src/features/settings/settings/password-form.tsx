import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/features/settings/api";
import { Form, PasswordField } from "@/features/settings/components/form";
import { sessionsQuery } from "@/features/settings/queries";
import { take } from "@/shared/api/api";
import { SuccessMessage } from "@/shared/components/feedback";

export function PasswordForm() {
  const cache = useQueryClient();
  const change = useMutation({
    mutationFn: ({ current, next }: { current: string; next: string; form: HTMLFormElement }) =>
      take(api.POST("/api/account/password", { body: { current, new: next } })),
    onSuccess: (_, { form }) => {
      form.reset();
      return cache.invalidateQueries({ queryKey: sessionsQuery().queryKey });
    },
  });
  return (
    <section>
      <h2>Password</h2>
      <Form
        submit="Change the password"
        isBusy={change.isPending}
        error={change.error}
        onSubmit={(read, form) =>
          change.mutate({ current: read("current-password"), next: read("new-password"), form })
        }
      >
        <PasswordField label="Current password" name="current-password" />
        <PasswordField label="New password" name="new-password" isNew />
      </Form>
      {change.isSuccess && <SuccessMessage>Your password was changed. Your other sessions have ended.</SuccessMessage>}
    </section>
  );
}
