// A page that makes the calls of the old front end to its data, with two constants that name its project.

const SUPABASE_URL = "{url}";
const SUPABASE_KEY = "{key}";

const client = supabase.createClient(SUPABASE_URL, SUPABASE_KEY, {
  auth: { storage: localStorage, persistSession: true, autoRefreshToken: true },
});

const byId = (id) => document.getElementById(id);
const show = (id, value) => {
  byId(id).textContent = JSON.stringify(value);
};
const pad = (number) => String(number).padStart(2, "0");
const isoDay = (date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;

const today = new Date();
const monthStart = new Date(today.getFullYear(), today.getMonth(), 1);
const nextMonth = new Date(today.getFullYear(), today.getMonth() + 1, 1);
const dayBefore = new Date(today.getTime() - 86_400_000);
const dayAfter = new Date(today.getTime() + 86_400_000);

let user = null;
let tutor = null;
let events = [];
let count = 0;

const only = (result) => {
  if (result.error) throw new Error(`${result.error.code ?? result.error.name}: ${result.error.message}`);
  return result.data;
};

async function load() {
  const own = (query) => query.eq("user_id", user.id);
  events = only(
    await own(client.from("calendar_events").select("*"))
      .gte("event_date", isoDay(monthStart))
      .lt("event_date", isoDay(nextMonth))
      .order("event_date", { ascending: true }),
  );
  const sessions = only(
    await own(client.from("study_sessions").select("*,subjects(name)"))
      .eq("status", "completed")
      .gte("created_at", isoDay(dayBefore))
      .lte("created_at", isoDay(dayAfter)),
  );
  const streak = only(await own(client.from("study_streaks").select("current_streak")).maybeSingle());
  const analytics = only(
    await own(client.from("study_analytics").select("*"))
      .gte("date", isoDay(monthStart))
      .lte("date", isoDay(nextMonth)),
  );
  const profile = only(await client.from("profiles").select("*").eq("id", user.id).maybeSingle());
  const settings = only(await own(client.from("user_settings").select("*")).maybeSingle());
  show("calendar", events.map(({ title, event_type, completed }) => ({ title, event_type, completed })));
  show("analytics", {
    sessions: sessions.map(({ duration, subjects }) => [duration, subjects?.name ?? null]),
    streak: streak.current_streak,
    minutes: analytics.map((row) => row.total_study_time),
  });
  show("profile", [profile.email, profile.first_name, profile.last_name, profile.academic_level]);
  show("settings", [settings.theme, settings.daily_goal_hours, settings.study_reminder_time]);
  byId("loaded").textContent = user.email;
}

const fields = () => ({ email: byId("email").value, password: byId("password").value });
const message = (role, content) => ({
  user_id: user.id,
  session_id: tutor.id,
  content,
  role,
  ai_provider: "deepseek",
});

const calls = {
  "sign-up": async () => {
    const { email, password } = fields();
    const options = { emailRedirectTo: `${location.origin}/`, data: { display_name: email.split("@")[0] } };
    only(await client.auth.signUp({ email, password, options }));
  },
  "sign-in": async () => only(await client.auth.signInWithPassword(fields())),
  "sign-out": async () => only(await client.auth.signOut()),
  "open-tutor": async () => {
    tutor = only(
      await client
        .from("ai_tutor_sessions")
        .insert({ user_id: user.id, title: "Chat with Teddy", status: "active", ai_provider: "deepseek" })
        .select()
        .single(),
    );
  },
  ask: async () => {
    only(await client.from("ai_messages").insert(message("user", "What is a mole?")));
    const history = [{ role: "assistant", content: "Hello! I am Teddy.", timestamp: Date.now() }];
    const body = {
      message: "What is a mole?",
      context: { subject: "Chemistry", difficulty: "intermediate", sessionId: tutor.id, userId: user.id, history },
      options: { stream: false, mode: "chat", priority: "normal", temperature: 0.7, maxTokens: 2000 },
    };
    const { data, error } = await client.functions.invoke("ai-tutor-professional", { body });
    return error ? `${error.context.status} ${(await error.context.json()).code}` : data.content;
  },
  "store-answer": async () => {
    only(
      await client.from("ai_messages").insert({
        ...message("assistant", "A number of particles."),
        tokens_used: 12,
        response_time: 340,
        message_metadata: { quality: { overall: 0.9 }, model: "deepseek-chat", requestId: "req_1" },
      }),
    );
    only(
      await client
        .from("ai_tutor_sessions")
        .update({ last_activity: new Date().toISOString(), total_messages: 2 })
        .eq("id", tutor.id),
    );
  },
  "add-event": async () => {
    only(
      await client
        .from("calendar_events")
        .insert({
          title: "Algebra",
          description: "",
          event_date: isoDay(today),
          event_time: "",
          event_type: "study",
          subject_id: "",
          user_id: user.id,
          completed: false,
        })
        .select()
        .single(),
    );
  },
  "tick-event": async () => {
    const [event] = events;
    const change = { completed: !event.completed };
    only(await client.from("calendar_events").update(change).eq("id", event.id).eq("user_id", user.id));
  },
  "delete-event": async () => {
    only(await client.from("calendar_events").delete().eq("id", events[0].id).eq("user_id", user.id));
  },
  "update-profile": async () => {
    only(
      await client.from("profiles").upsert({
        id: user.id,
        email: user.email,
        first_name: "Ann",
        last_name: "Lee",
        avatar_url: "",
        timezone: undefined,
        language: "en",
        academic_level: "undergraduate",
        date_of_birth: undefined,
      }),
    );
  },
  "save-settings": async () => {
    only(
      await client.from("user_settings").upsert({
        user_id: user.id,
        theme: "dark",
        notifications_enabled: true,
        email_notifications: false,
        sound_enabled: true,
        study_reminder_time: "18:30",
        daily_goal_hours: 2.5,
        pomodoro_enabled: true,
        pomodoro_work_duration: 25,
        pomodoro_break_duration: 5,
        pomodoro_long_break_duration: 15,
        ai_suggestions_enabled: true,
      }),
    );
  },
};

client.auth.onAuthStateChange((_, session) => {
  user = session ? session.user : null;
  byId("user").textContent = user ? user.email : "nobody";
  if (!user) byId("loaded").textContent = "";
  // Calls of the client must not be awaited in this callback.
  else setTimeout(load, 0);
});

for (const [id, call] of Object.entries(calls)) {
  byId(id).addEventListener("click", async () => {
    let outcome;
    try {
      outcome = (await call()) ?? "done";
      if (user && id !== "sign-out") await load();
    } catch (error) {
      outcome = error.message;
    }
    count += 1;
    byId("message").textContent = `${count} ${id}: ${typeof outcome === "string" ? outcome : "done"}`;
  });
}
