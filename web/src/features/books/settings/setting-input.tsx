import { OrderedChoices, type OrderedValue } from "@/features/books/settings/ordered-choices";
import styles from "@/features/books/settings/settings.module.css";
import { Checkbox, NumberField, TextField } from "@/shared/components/fields";
import { Select } from "@/shared/components/select";

type Choice = { value?: string; id?: string; label: string };

/** A field of a settings form, as the server describes it. */
export type SettingField = {
  key: string;
  type:
    | "TextField"
    | "PasswordField"
    | "NumberField"
    | "CheckboxField"
    | "SelectField"
    | "MultiSelectField"
    | "OrderableListField"
    | "ActionButton"
    | "HeadingField";
  label: string;
  description: string;
  value?: unknown;
  fromEnv?: boolean;
  disabled?: boolean;
  disabledReason?: string;
  showWhen?: { field: string; value?: string | boolean | string[]; notEmpty?: boolean };
  title?: string;
  style?: "default" | "primary" | "danger";
  min?: number;
  max?: number;
  options?: readonly Choice[];
};

type SettingInputProps = { field: SettingField; value: unknown; onChange: (value: unknown) => void };

/** The control for one setting. A setting of the environment cannot be changed here, and says so. */
export function SettingInput({ field, value, onChange }: SettingInputProps) {
  const { label, options = [] } = field;
  const isDisabled = field.disabled === true || field.fromEnv === true;
  const reason = field.disabledReason ?? "Set by the environment.";
  const description = isDisabled ? `${field.description} ${reason}` : field.description;
  const choices = options.map((option) => ({ value: option.value ?? option.id ?? "", label: option.label }));
  switch (field.type) {
    case "CheckboxField":
      return (
        <div>
          <Checkbox isSelected={value === true} onChange={onChange} isDisabled={isDisabled}>
            {label}
          </Checkbox>
          <p className={styles.hint}>{description}</p>
        </div>
      );
    case "NumberField":
      return (
        <NumberField
          label={label}
          description={description}
          value={Number(value)}
          onChange={onChange}
          isDisabled={isDisabled}
          {...(field.min !== undefined && { minValue: field.min })}
          {...(field.max !== undefined && { maxValue: field.max })}
        />
      );
    case "SelectField":
      return (
        <div>
          <Select
            label={label}
            options={choices}
            value={String(value ?? "")}
            onChange={onChange}
            isDisabled={isDisabled}
          />
          <p className={styles.hint}>{description}</p>
        </div>
      );
    case "MultiSelectField": {
      const chosen = (value as string[] | undefined) ?? [];
      const toggle = (name: string) => (isOn: boolean) =>
        onChange(isOn ? [...chosen, name] : chosen.filter((other) => other !== name));
      return (
        <fieldset className={styles.choices} disabled={isDisabled}>
          <legend>{label}</legend>
          {choices.map((choice) => (
            <Checkbox
              key={choice.value}
              isSelected={chosen.includes(choice.value)}
              onChange={toggle(choice.value)}
              isDisabled={isDisabled}
            >
              {choice.label}
            </Checkbox>
          ))}
          <p className={styles.hint}>{description}</p>
        </fieldset>
      );
    }
    case "OrderableListField":
      return (
        <OrderedChoices
          label={label}
          description={description}
          value={(value as OrderedValue[] | undefined) ?? []}
          labels={Object.fromEntries(choices.map((choice) => [choice.value, choice.label]))}
          onChange={onChange}
          isDisabled={isDisabled}
        />
      );
    default:
      return (
        <TextField
          label={label}
          description={description}
          type={field.type === "PasswordField" ? "password" : "text"}
          autoComplete="off"
          value={String(value ?? "")}
          onChange={onChange}
          isDisabled={isDisabled}
        />
      );
  }
}
