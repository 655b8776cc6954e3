import { FileTrigger } from "react-aria-components/FileTrigger";
import { Button, type ButtonProps } from "@/shared/components/button";

type FilePickerProps = {
  label: string;
  onChoose: (files: File[]) => void;
  /** Endings and media types, with commas. */
  accept?: string;
  allowsMultiple?: boolean;
  isPending?: boolean;
  variant?: ButtonProps["variant"];
};

/** A button that opens the file chooser of the browser. */
export function FilePicker({
  label,
  onChoose,
  accept = "",
  allowsMultiple = false,
  isPending = false,
  variant,
}: FilePickerProps) {
  return (
    <FileTrigger
      allowsMultiple={allowsMultiple}
      acceptedFileTypes={accept ? accept.split(",") : []}
      onSelect={(files) => files && files.length > 0 && onChoose([...files])}
    >
      <Button isPending={isPending} variant={variant}>
        {label}
      </Button>
    </FileTrigger>
  );
}
