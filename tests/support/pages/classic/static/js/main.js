// Makes the calls of the classic page, and writes what it gets into HTML as it is, as that page does.
const at = (id) => document.getElementById(id);
const ask = async (path, method = "GET") => (await fetch(`/request/api${path}`, { method })).json();

async function refresh() {
  const status = await ask("/status");
  let html = "";
  for (const [name, items] of Object.entries(status)) {
    const rows = Object.values(items);
    if (rows.length === 0) continue;
    html += `<h3>${name}</h3>`;
    for (const item of rows) {
      const link = item.download_path
        ? `<a href="/request/api/localdownload?id=${encodeURIComponent(item.id)}">${item.title}</a>`
        : item.title;
      const stop = ["queued", "downloading"].includes(name) ? `<button data-cancel="${item.id}">Cancel</button>` : "";
      html += `<p class="row">${link} ${item.author} ${item.status_message || ""} ${stop}</p>`;
    }
  }
  at("status").innerHTML = html || "<p>Nothing queued</p>";
  const active = await ask("/downloads/active");
  at("active-count").textContent = active.active_downloads.length;
}

function card(book) {
  const cover = book.preview ? `<img class="cover" src="${book.preview}">` : "No Cover";
  return `<article>${cover}<b>${book.title}</b> ${book.author || ""} ${book.year || ""} ${book.language || ""}
    ${book.format} ${book.size || ""} <button data-details="${book.id}">Details</button>
    <button data-download="${book.id}">Download</button></article>`;
}

async function search() {
  const words = at("words").value.trim();
  const params = new URLSearchParams();
  if (words) params.set("query", words);
  if (!at("advanced").hidden) {
    if (at("author").value) params.append("author", at("author").value);
    params.append("lang", at("lang").value);
    for (const box of document.querySelectorAll("input[name=format]:checked")) params.append("format", box.value);
  }
  let books = [];
  try {
    if (words || params.has("author")) books = await ask(`/search?${params}`);
    at("cards").innerHTML = books.map(card).join("") || "No results found";
  } catch {
    at("cards").innerHTML = "No results found";
  }
}

async function details(id) {
  const book = await ask(`/info?id=${encodeURIComponent(id)}`);
  const info = Object.entries(book.info || {}).map(([key, values]) => `<li>${key}: ${values.join(", ")}</li>`);
  at("details").innerHTML = `<h3>${book.title}</h3>${book.publisher || ""}<ul>${info.join("")}</ul>
    <button data-download="${book.id}">Get it</button>`;
  at("details").showModal();
}

document.addEventListener("click", async (event) => {
  const { details: shown, download, cancel } = event.target.dataset;
  if (shown) await details(shown);
  if (download) {
    await ask(`/download?id=${encodeURIComponent(download)}`);
    at("details").close();
    await refresh();
  }
  if (cancel) {
    await ask(`/download/${encodeURIComponent(cancel)}/cancel`, "DELETE");
    await refresh();
  }
});
at("search").addEventListener("click", search);
at("words").addEventListener("keydown", (event) => event.key === "Enter" && search());
at("open-advanced").addEventListener("click", () => { at("advanced").hidden = !at("advanced").hidden; });
at("refresh").addEventListener("click", refresh);
at("clear").addEventListener("click", async () => { await ask("/queue/clear", "DELETE"); await refresh(); });
refresh();
