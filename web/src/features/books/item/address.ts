/** The address of a book. */
import { defineAddress } from "@/shared/routing/page";

export const itemAddress = defineAddress("/books/item/$id");
