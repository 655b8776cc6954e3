/**
 * Fields and check boxes; each has a label, and an error text when it is invalid.
 *
 * Each is a module of its own, so that a page loads those that it shows.
 */
export { Checkbox } from "@/shared/components/checkbox";
export { NumberField } from "@/shared/components/number-field";
export { RadioGroup } from "@/shared/components/radio-group";
export { SearchField } from "@/shared/components/search-field";
export { Switch } from "@/shared/components/switch";
export { TextField } from "@/shared/components/text-field";
