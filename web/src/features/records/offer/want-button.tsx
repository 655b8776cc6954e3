import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/features/records/api";
import { recordsKey } from "@/features/records/queries";
import { invalidatePaths } from "@/shared/api/api";
import { Button } from "@/shared/components/button";
import { showToast } from "@/shared/components/toast";

type WantButtonProps = { offer: { title: string; release_id: string; on_wantlist: boolean } };

/** Adds the release of an offer to the wantlist at Discogs, or removes it. */
export function WantButton({ offer }: WantButtonProps) {
  const cache = useQueryClient();
  const [changed, setChanged] = useState<boolean | null>(null);
  const isWanted = changed ?? offer.on_wantlist;
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      isWanted
        ? api.DELETE("/api/records/wantlist/{release_id}", { params: { path: { release_id: offer.release_id } } })
        : api.POST("/api/records/wantlist", { body: { release_id: Number(offer.release_id) } }),
    onSuccess: () => {
      setChanged(!isWanted);
      for (const name of ["offer", "verdicts"]) void cache.invalidateQueries({ queryKey: recordsKey(name) });
      void invalidatePaths(cache, "/api/records/wantlist", "/api/records/sellers");
      showToast({ message: `${offer.title} is ${isWanted ? "no longer" : "now"} on your wantlist.` });
    },
    onError: (error) =>
      showToast({
        kind: "error",
        message: `${isWanted ? "Not removed from" : "Not added to"} the wantlist. ${error.message}`,
      }),
  });
  return (
    <Button isPending={isPending} onPress={() => mutate()}>
      {isWanted ? "Remove from wantlist" : "Add to wantlist"}
    </Button>
  );
}
