"use strict";

// The search of the first page, over DOCUMENTS (all pages), by MiniSearch: a page is found when
// each word typed begins one of its words; one or two letters are a whole word. What is typed
// stands in the address, #q=..., so that it can be sent and kept; other pages send ?q=...
const index = new MiniSearch({
  fields: ["title", "text", "words"],
  storeFields: ["title", "text", "kind", "picture"],
  searchOptions: {
    prefix: (term) => term.length > 2, combineWith: "AND", boost: { title: 3, text: 2 },
    boostDocument: (id, term, stored) => ({ State: 3, Figure: 2 })[stored.kind] ?? 1,
  },
});
index.addAll(DOCUMENTS);
const field = document.getElementById("search");

function element(name, text, attributes = {}) {
  const made = Object.assign(document.createElement(name), attributes);
  made.textContent = text;
  return made;
}

function row(found) {
  const made = document.createElement("li");
  if (found.picture) {
    made.append(element("img", "", { src: `small/${found.picture}.webp`, alt: "", loading: "lazy" }));
  }
  const words = document.createElement("div");
  words.append(element("span", `${found.kind}: `, { className: "quiet" }));
  words.append(element("a", found.title, { href: found.id }));
  words.append(element("p", found.text, { className: "quiet" }));
  made.append(words);
  return made;
}

function show() {
  const typed = field.value.trim();
  const found = typed ? index.search(typed) : [];
  document.getElementById("found").hidden = !typed;
  document.getElementById("all").hidden = Boolean(typed);
  document.getElementById("count").textContent =
    found.length === 0 ? "No page has all these words" : found.length === 1 ? "1 page" : `${found.length} pages`;
  document.getElementById("results").replaceChildren(...found.map(row));
}

function take() {
  const asked = [location.hash.slice(1), location.search].map((part) => new URLSearchParams(part).get("q"));
  const words = asked.find((one) => one !== null);
  if (words !== undefined || !location.hash) field.value = words ?? field.value;
  else field.value = ""; // a link within the page: to a section
  show();
}

function keep() {
  const asked = field.value ? `#q=${encodeURIComponent(field.value)}` : "#";
  history.replaceState(null, "", asked);
  show();
}

field.addEventListener("input", keep);
field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  document.querySelector("#results a")?.focus();
});
addEventListener("hashchange", take);
addEventListener("pageshow", (event) => event.persisted && take());
take();
