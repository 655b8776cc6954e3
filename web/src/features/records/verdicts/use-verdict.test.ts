import { MutationObserver, QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { waitForVerdicts } from "@/features/records/verdicts/use-verdict";

describe("waitForVerdicts", () => {
  it("waits for the verdict that is being sent and for those that wait for it", async () => {
    const cache = new QueryClient();
    const steps: string[] = [];
    const finish: (() => void)[] = [];
    const send = (name: string) => {
      const options = {
        mutationKey: ["records-verdicts"],
        scope: { id: "records-verdicts" },
        mutationFn: () => new Promise<void>((resolve) => finish.push(resolve)).then(() => void steps.push(name)),
      };
      return new MutationObserver(cache, options).mutate();
    };
    await waitForVerdicts(cache);
    const sent = [send("first"), send("second")];
    const waited = waitForVerdicts(cache).then(() => steps.push("waited"));
    await expect.poll(() => finish.length).toBe(1);
    finish[0]?.();
    await sent[0];
    await expect.poll(() => finish.length).toBe(2);
    expect(steps).toEqual(["first"]);
    finish[1]?.();
    await Promise.all([...sent, waited]);
    expect(steps).toEqual(["first", "second", "waited"]);
  });
});
