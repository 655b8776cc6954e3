// A small program as they are written against a hosted project. Started with two constants, the address of a project
// and its anon key, it makes an account, adds a task, reads it in a second sign-in, and signs out.

const [URL, KEY] = process.argv.slice(-2);
const { createClient } = await import(process.env.PACKAGE);

const supabase = createClient(URL, KEY);

function check({ data, error }) {
  if (error) throw error;
  return data;
}

const account = { email: `${crypto.randomUUID()}@example.org`, password: "correct horse battery" };
const { user } = check(await supabase.auth.signUp(account));
check(await supabase.from("tasks").insert({ title: "Read", user_id: user.id }));
check(await supabase.auth.signOut());
const hidden = check(await supabase.from("tasks").select("title"));

check(await supabase.auth.signInWithPassword(account));
const tasks = check(await supabase.from("tasks").select("title"));
check(await supabase.auth.signOut());
const { data } = await supabase.auth.getSession();

process.stdout.write(JSON.stringify({ hidden, tasks, session: data.session }));
process.exit();
