import { useMutation } from "@tanstack/react-query";
import { post } from "@/features/records/api";
import { Button } from "@/shared/components/button";
import { showToast } from "@/shared/components/toast";

/** Adds the release of an offer to the wantlist at Discogs. */
export function WantButton({ offer }: { offer: { id: number; title: string } }) {
  const { mutate, isPending, isSuccess } = useMutation({
    mutationFn: () => post("/add-to-wantlist", { body: { listing_id: String(offer.id) } }),
    onSuccess: () => showToast({ message: `${offer.title} is on your wantlist.` }),
    onError: (error) => showToast({ kind: "error", message: `Not added to the wantlist. ${error.message}` }),
  });
  return (
    <Button isPending={isPending} onPress={() => !isSuccess && mutate()}>
      {isSuccess ? "On your wantlist" : "Add to wantlist"}
    </Button>
  );
}
