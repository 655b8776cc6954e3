// A page that makes the calls of the old front end to its accounts, with two constants that name its project.

const SUPABASE_URL = "{url}";
const SUPABASE_KEY = "{key}";

const client = supabase.createClient(SUPABASE_URL, SUPABASE_KEY, {
  auth: { storage: localStorage, persistSession: true, autoRefreshToken: true },
});

const byId = (id) => document.getElementById(id);
const address = `${location.origin}/`;
const fields = () => ({ email: byId("email").value, password: byId("password").value });
let count = 0;

client.auth.onAuthStateChange((event, session) => {
  byId("events").textContent += ` ${event}`;
  byId("user").textContent = session ? session.user.email : "nobody";
});

const calls = {
  "sign-up": () => {
    const { email, password } = fields();
    const data = { display_name: email.split("@")[0] };
    return client.auth.signUp({ email, password, options: { emailRedirectTo: address, data } });
  },
  "sign-in": () => client.auth.signInWithPassword(fields()),
  resend: () =>
    client.auth.resend({ type: "signup", email: fields().email, options: { emailRedirectTo: address } }),
  recover: () => client.auth.resetPasswordForEmail(fields().email, { redirectTo: `${address}auth?mode=reset-password` }),
  "set-password": () => client.auth.updateUser({ password: fields().password }),
  refresh: () => client.auth.refreshSession(),
  "add-task": async () => {
    const { data } = await client.auth.getUser();
    return client.from("tasks").insert({ title: "Read", status: "todo", priority: "medium", user_id: data.user.id });
  },
  google: () =>
    client.auth.signInWithOAuth({
      provider: "google",
      options: { redirectTo: address, queryParams: { access_type: "offline", prompt: "consent" } },
    }),
  "sign-out": () => client.auth.signOut(),
};

for (const [id, call] of Object.entries(calls)) {
  byId(id).addEventListener("click", async () => {
    const { error } = await call();
    count += 1;
    byId("message").textContent = `${count} ${id}: ${error ? error.message : "done"}`;
  });
}
