// Makes the calls of the newer page, direct and universal, live and polling, and raises its toasts.
const at = (id) => document.getElementById(id);
const say = (id, words) => { const item = document.createElement("li"); item.textContent = words; at(id).append(item); };
const ask = async (path, options = {}) => {
  const answer = await fetch(`/api${path}`, { credentials: "include", headers: { "Content-Type": "application/json" }, ...options });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.message || body.error);
  return body;
};

let before = null;
function show(status) {
  if (before) toasts(before, status);
  before = status;
  at("queue").replaceChildren();
  for (const name of ["queued", "resolving", "downloading", "complete", "error", "cancelled"]) {
    for (const item of Object.values(status[name])) {
      const row = document.createElement("p");
      row.textContent = `${name}: ${item.title} ${item.progress.toFixed(0)}% `;
      const stop = document.createElement("button");
      stop.textContent = `Stop ${item.id}`;
      stop.onclick = async () => { await ask(`/download/${encodeURIComponent(item.id)}/cancel`, { method: "DELETE" }); await refresh(); };
      row.append(stop);
      at("queue").append(row);
    }
  }
}
function toasts(old, now) {
  for (const id of Object.keys(now.queued)) if (!old.queued[id]) say("toasts", `added ${id}`);
  for (const id of Object.keys(now.downloading)) if (!old.downloading[id]) say("toasts", `started ${id}`);
  for (const id of Object.keys(now.complete)) if (old.downloading[id] || old.queued[id]) say("toasts", `completed ${id}`);
  for (const [id, item] of Object.entries(now.error)) {
    if (old.queued[id] || old.resolving[id] || old.downloading[id]) say("toasts", `failed ${id}: ${item.status_message}`);
  }
}

let socket = null;
const refresh = async () => {
  if (socket?.connected) socket.emit("request_status");
  else show(await ask("/status"));
};
let timer = null;
const poll = () => {
  at("connection").textContent = "polling";
  if (timer) return;
  refresh();
  timer = setInterval(refresh, 5000);
};
function listen() {
  socket = window.io({ withCredentials: false, transports: ["polling", "websocket"] });
  socket.on("connect", () => {
    clearInterval(timer);
    timer = null;
    at("connection").textContent = "live";
    socket.emit("request_status");
  });
  socket.on("connect_error", poll);
  socket.on("disconnect", poll);
  socket.on("status_update", show);
  socket.on("download_progress", ({ book_id, progress }) => {
    const item = before?.downloading[book_id];
    if (item) { item.progress = progress; show({ ...before }); }
  });
  socket.on("search_status", ({ phase }) => { document.body.dataset.searching = phase; });
}

function button(words, act) {
  const made = document.createElement("button");
  made.textContent = words;
  made.onclick = () => act().catch((error) => say("toasts", `error ${error.message}`));
  return made;
}
async function direct(words) {
  const books = await ask(`/search?query=${encodeURIComponent(words)}&sort=relevance`);
  at("cards").replaceChildren(...books.map((book) => {
    const card = document.createElement("article");
    card.textContent = `${book.title} ${book.author ?? ""}`;
    if (book.preview) card.append(Object.assign(document.createElement("img"), { src: book.preview, className: "cover" }));
    card.append(button(`Details ${book.id}`, async () => {
      const whole = await ask(`/info?id=${encodeURIComponent(book.id)}`);
      at("dialog").textContent = `About ${whole.title} (${whole.publisher ?? "?"})`;
      at("dialog").show();
    }));
    card.append(button(`Download ${book.id}`, async () => { await ask(`/download?id=${encodeURIComponent(book.id)}`); await refresh(); }));
    return card;
  }));
  if (books.length === 0) at("cards").textContent = "No results found";
}
async function universal(words, config) {
  const found = await ask(`/metadata/search?query=${encodeURIComponent(words)}&limit=40&sort=${config.metadata_default_sort}&page=1&content_type=ebook`);
  at("cards").replaceChildren(...found.books.map((book) => {
    const card = document.createElement("article");
    card.textContent = `${book.title} ${book.authors.join(", ")}`;
    card.append(button(`Get ${book.provider_id}`, () => releases(book)));
    return card;
  }));
}
async function releases(book) {
  const whole = await ask(`/metadata/book/${book.provider}/${encodeURIComponent(book.provider_id)}`);
  const sources = await ask("/release-sources");
  const rows = [];
  for (const source of sources.filter((each) => each.enabled)) {
    const params = new URLSearchParams({ provider: book.provider, book_id: book.provider_id, source: source.name, title: whole.title, content_type: "ebook" });
    for (const release of (await ask(`/releases?${params}`)).releases) {
      rows.push(button(`Take ${release.source_id}`, async () => {
        const { source, source_id, format, size, size_bytes, download_url, protocol, indexer, seeders, extra } = release;
        await ask("/releases/download", { method: "POST", body: JSON.stringify({
          source, source_id, format, size, size_bytes, download_url, protocol, indexer, seeders, extra,
          title: whole.title, author: whole.authors.join(", "), year: whole.publish_year, preview: whole.cover_url, content_type: "ebook",
        }) });
        await refresh();
      }));
    }
  }
  at("dialog").replaceChildren(...rows);
  at("dialog").show();
}

document.getElementById("theme").textContent = `theme ${document.documentElement.dataset.theme}`;
await ask("/status").then(show).catch(() => {});
const auth = await ask("/auth/check");
listen();
if (auth.authenticated) {
  const config = await ask("/config");
  await ask("/settings").catch(() => {});
  at("search").onclick = () => {
    const words = at("words").value;
    const run = config.search_mode === "universal" ? universal(words, config) : direct(words);
    run.catch((error) => say("toasts", `error ${error.message}`));
  };
  at("clear").onclick = async () => { await ask("/queue/clear", { method: "DELETE" }); await refresh(); };
}
