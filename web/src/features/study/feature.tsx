/** Study on the page: what is due, plan, focus, materials, cards, quizzes, the tutor, rooms and statistics. */
import { cardsAddress, focusAddress, materialsAddress, planAddress, quizAddress } from "@/features/study/addresses";
import { createStudyLiveSource } from "@/features/study/live";
import { tutorCommands, tutorPages, tutorSections, tutorSettings } from "@/features/study/tutor-pages";
import type { Feature } from "@/shared/feature";
import { lazyPage } from "@/shared/routing/page";

export const feature: Feature = {
  name: "study",
  pages: [
    lazyPage("/study", () => import("@/features/study/due/study-page"), "StudyPage"),
    lazyPage(planAddress, () => import("@/features/study/plan/plan-page"), "PlanPage"),
    lazyPage(focusAddress, () => import("@/features/study/focus/focus-page"), "FocusPage"),
    lazyPage(materialsAddress, () => import("@/features/study/materials/materials-page"), "MaterialsPage"),
    lazyPage(cardsAddress, () => import("@/features/study/cards/cards-page"), "CardsPage"),
    lazyPage(quizAddress, () => import("@/features/study/quiz/quiz-page"), "QuizPage"),
    ...tutorPages,
  ],
  // Where the links of reminders lead, which other programs show as well.
  redirects: {
    "/tasks": "/study/plan?view=tasks",
    "/goals": "/study/plan?view=goals",
    "/calendar": "/study/plan",
    "/study-timer": "/study/focus",
    "/flashcards": "/study/cards?review=all",
  },
  settings: tutorSettings,
  navigation: {
    to: "/study",
    label: "Study",
    icon: "M2 4.5 8 2l6 2.5L8 7ZM4 5.5v4c0 1 2 2 4 2s4-1 4-2v-4M14 4.5v5",
    sections: [
      { to: "/study", label: "Due" },
      { to: "/study/plan", label: "Plan" },
      { to: "/study/focus", label: "Focus" },
      { to: "/study/materials", label: "Materials" },
      { to: "/study/cards", label: "Cards" },
      { to: "/study/quiz", label: "Quizzes" },
      ...tutorSections,
    ],
  },
  commands: [
    { id: "study.new-task", label: "New task", keys: "n t", to: "/study/plan?view=tasks&new=task" },
    { id: "study.focus", label: "Start focus", keys: "n f", to: "/study/focus?start=true" },
    { id: "study.review", label: "Review cards", keys: "g c", to: "/study/cards?review=all" },
    {
      id: "study.undo",
      label: "Undo the last review",
      keys: "z r",
      run: async (cache) => (await import("@/features/study/cards/undo-last")).undoLastReview(cache),
    },
    ...tutorCommands,
  ],
  loadTodayCard: async () => (await import("@/features/study/today/today-card")).TodayCard,
  live: createStudyLiveSource,
};
