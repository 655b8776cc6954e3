import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ApiError } from "@/shared/api/client";
import { ErrorAlert } from "@/shared/components/feedback";

describe("the error alert", () => {
  it("shows when the request can be sent again", () => {
    const retryAt = new Date(2026, 0, 2, 14, 5, 30);
    render(
      <ErrorAlert error={new ApiError("Too many attempts.", { status: 429, code: "too_many_attempts", retryAt })} />,
    );
    expect(screen.getByRole("alert").textContent).toBe("Too many attempts. You can try again at 14:05:30.");
  });

  it("has a retry button, except when a role is missing", () => {
    const error = (code: string) => new ApiError("It failed.", { status: 403, code });
    const { rerender } = render(<ErrorAlert error={error("internal")} onRetry={() => undefined} />);
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
    rerender(<ErrorAlert error={error("role_needed")} onRetry={() => undefined} />);
    expect(screen.queryByRole("button")).toBeNull();
  });
});
