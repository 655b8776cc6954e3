/** The pages of the tutor, of rooms, of statistics and of the AI settings. */
import { analyticsAddress } from "@/features/study/analytics/address";
import { roomsAddress } from "@/features/study/rooms/address";
import { chatAddress, tutorAddress } from "@/features/study/tutor/addresses";
import type { Command, Destination, SettingsEntry } from "@/shared/feature";
import { lazyPage, type Page } from "@/shared/routing/page";

export const tutorPages: readonly Page[] = [
  lazyPage(tutorAddress, () => import("@/features/study/tutor/tutor-page"), "TutorPage"),
  lazyPage(chatAddress, () => import("@/features/study/tutor/chat-page"), "ChatPage"),
  lazyPage(roomsAddress, () => import("@/features/study/rooms/rooms-page"), "RoomsPage"),
  lazyPage(analyticsAddress, () => import("@/features/study/analytics/analytics-page"), "AnalyticsPage"),
  lazyPage("/settings/ai", () => import("@/features/study/ai/ai-page"), "AiPage"),
];

export const tutorSections: readonly Destination[] = [
  { to: "/study/tutor", label: "Tutor" },
  { to: "/study/rooms", label: "Rooms" },
  { to: "/study/analytics", label: "Analytics" },
];

export const tutorSettings: readonly SettingsEntry[] = [
  { to: "/settings/ai", label: "AI", description: "Your keys of AI providers, or answers from your materials only." },
];

export const tutorCommands: readonly Command[] = [
  { id: "study.ask", label: "Ask the tutor", keys: "n q", to: "/study/tutor#question" },
];
